"""Values that try to be something else: every page, sheet and file must show each exactly as it is."""

ATTACKS = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "${alert(1)}",
    "`",
    "\\`",
    "{{7*7}}",
    "{% raw %}",
    "'\"><svg onload=alert(1)>",
    '=HYPERLINK("http://x","y")',
    "../../etc/passwd",
    "'; DROP TABLE works; --",
)
