"""Upper and lower bounds: dual ascent, the linear program, its cuts and subtour rows."""
