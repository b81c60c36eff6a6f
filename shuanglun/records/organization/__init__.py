"""Organization (组织机构): the units of the institution and the organizations of the Party, each a tree with a
materialised path, and the posts. It never knows who holds a post."""
