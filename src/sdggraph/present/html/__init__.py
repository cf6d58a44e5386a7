"""The portal's pages: records in, HTML out. The server and the published folder call the same functions.

A new page takes five steps:

1. a template in `templates/`, which extends `base.html` and takes every value from `page` and `frame`;
2. a frozen dataclass with everything that the page shows, in `tasks/portal/`;
3. a task there that returns it, given a `Source` and the parameters of the page;
4. an entry in `PAGES` of `tasks/portal/catalogue.py`, or in `SUBJECTS` of `tasks/portal/subjects.py`: template, task,
   and the files of the published folder;
5. a route in `web/portal/`, which names the page and its parameters.

Every sentence of a template stands in `{% trans trimmed %}` or `_()`. A sentence that the code composes is a message
of `sdggraph.messages`, and a text that the code names is marked by `msgid` there; the template writes
`{{ text | translated }}`. What stays English in every language, such as an error, has `{{ in_english }}` in its
element. A template has no `style` attribute, and no
script or style of its own, because the policy of the pages forbids them. Links are relative: `frame.to("index.html")`.
"""
