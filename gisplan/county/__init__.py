"""What exists, where?"""
