"""Organizational life (组织生活): meetings, who was due and who came, one's own issues and their rectification,
volunteer service. It never counts criticism received, and never knows a score."""
