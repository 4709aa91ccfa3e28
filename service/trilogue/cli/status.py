"""What a command's exit status says."""

FINDINGS = 1
USAGE_ERROR = 2
