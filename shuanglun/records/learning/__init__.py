"""Learning (教育培训): study hours, and the Party-spirit or professional-ethics modules of courses. It never knows
what the hours are good for."""
