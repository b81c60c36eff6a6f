"""People (干部人事): who works here, in which post and unit, in which branch, from when until when; and the working
attendance which the personnel office keeps. It never judges anybody."""
