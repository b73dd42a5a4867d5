"""The pages of the Python package. `make docs` puts this folder, the README and the pictures in one place."""

project = "neonxai"
author = "the authors of NEON"
extensions = ["myst_parser", "numpydoc", "sphinx.ext.autodoc", "sphinx.ext.autosummary"]
html_theme = "alabaster"
html_theme_options = {"fixed_sidebar": True, "page_width": "1100px"}
autosummary_generate = True
numpydoc_show_class_members = False
autodoc_default_options = {"members": True, "inherited-members": False}
highlight_language = "python"
myst_heading_anchors = 3
suppress_warnings = ["misc.highlighting_failure"]
