"""The pages: a front door. It decides nothing: check, then action or query, then show.

How a page is made
==================

A page area is a package of the web front door, such as ``web/people/``::

    urls.py        names and addresses; collected by ``web/urls.py``
    views.py       a function a page, 20 lines at most: reach, form, action or query, ``render``
    forms.py       what a person fills in
    presenters.py  frozen dataclasses that hold just what the page shows, ready to be shown

``urls`` import ``views``, ``views`` import ``forms`` and ``presenters``; never the other way. The template
has the area's and the view's name: ``person_invite`` in ``web/people/`` shows ``pages/people/invite.html``.

A view of an organisation's records begins with ``reach.organisation_or_404(request, uuid, permission)``. It
answers 404 for what the person may not know of, and 403 with a sentence for what they may see but not do. ::

    @login_required
    def person_invite(request, organisation_id):
        organisation = reach.organisation_or_404(request, organisation_id, Permission.PEOPLE_MANAGE)
        form = InvitationForm(request.POST or None, roles=access.role_choices(organisation))
        if form.is_valid():
            ...the action...
            messages.success(request, _("..."))
            return redirect("person_list", organisation.uuid)
        return render(request, "people/invite.html", {"form": form, "organisation": organisation})

An action that refuses raises ``ValidationError`` (shown by ``forms.refused(form, error)``) or
``PermissionDenied`` (shown as a 403 page with its sentence).

A page that asks one thing extends ``parts/question.html``, which says what can be set and filled::

    {% extends "parts/question.html" %}
    {% set title = _("Invite a person") %}
    {% set back = url("person_list", organisation.uuid) %}
    {% set button = _("Send invitation") %}

Every other extends ``layout.html``, sets ``title``, and fills ``content``, which stands in two thirds of the
page. A page that needs all of it says ``{% set wide = true %}`` and fills ``wide_content`` instead.
``{% set back = url(...) %}`` gives a back link in place of breadcrumbs. The layout does the rest: navigation,
messages as notification banners, and, when ``form`` (or one of ``forms``) has errors, "Error: " before the
title and the error summary.

Names that a template can use (``web/jinja.py``)

    ``govuk.error_summary({...})``      every macro of the design system, by its name
    ``url(name, ...)``                  the address of a page
    ``link(name, ...)``                 the same, or ``None`` where there is no page of that name
    ``with_query(request, page=2)``     this page's query with other values
    ``static(path)``, ``shell``         a static file; who is here and for whom (``web/context.py``)
    ``form_field(form.x, heading=true)``  one field, its label as the page's heading
    ``error_summary(form, …)``          where a page wants it elsewhere than at its top
    ``number``, ``date``, ``date_time``, ``time``, ``file_size``, ``duration``   filters (``web/formats.py``)
    ``percentage``                      ``{{ part | percentage(whole) }}``
    ``_``, ``ngettext``                 with ``%(name)s``; a percent sign is written ``%%``

A misspelt name is an error, so a name that may be absent is tested with ``is defined``, and an inline ``if``
has its ``else``. ``parts/`` holds our own macros: ``tag``, ``pagination``, ``form_of``.

A form derives from ``web.forms.Form``. Its fields show themselves with the design system's components, with
hints, errors, and the ids to which the error summary links. "Enter …" and "Select …" messages come from the
label; ``web/fields.py`` has the date in three parts and choices with hints (``OneOf``, ``SeveralOf``). A
widget's ``class`` goes to the component. Fields that may be empty say so unless ``mark_optional`` is false.

Scripts and styles inside a page are refused by the content security policy: behaviour goes to
``web/assets/app.js`` or ``hx-`` attributes, styles to ``web/styles``. Every page works without scripts.
"""
