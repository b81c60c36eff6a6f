"""The portal (门户): navigation, the home page with its to-do list, and panels that meet there. It has queries and
templates only; it never holds data and never imports a room's views."""
