"""The audit as one page of HTML: the proof graph, the statements, and a form for numbers."""
