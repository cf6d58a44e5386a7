"""Pictures: heat map and network, drawn by one module for SVG."""
