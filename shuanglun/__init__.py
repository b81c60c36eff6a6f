"""Shuanglun (双轮): the working system of integrated governance of personnel and political work."""

__version__ = "0.3.0"
