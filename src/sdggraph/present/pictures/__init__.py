"""Pictures: heat map and network, both drawn with one SVG module."""
