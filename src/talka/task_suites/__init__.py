"""Task suites: pages of tasks, made by the requester or by smart mixing."""
