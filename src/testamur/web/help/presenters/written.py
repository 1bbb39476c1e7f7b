"""Help that is written: what to do first, batches, challenges, words, keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from testamur.web.help.presenters.shown import Row, Section

STARTING: Sequence[Section] = (
    Section(
        "invitation",
        _("Your account"),
        steps=(
            _("Someone who manages people at your organisation sends you an invitation by email."),
            _("Open the link in the email and choose a password."),
            _("Set up two-step log-in with an app on your phone."),
            _("Keep the recovery codes in a safe place, in case you lose the phone."),
        ),
        links=((_("Your account"), "profile"),),
    ),
    Section(
        "awarding-organisation",
        _("Awarding organisations"),
        text=(
            _("Send achievements as a batch, or change one achievement at a time."),
            _("You see the achievements that your own organisation sent, and no others."),
            _("Nominate people who get an email when someone challenges one of your records."),
        ),
        links=(
            (_("Submit achievements batch"), "batch_submit"),
            (_("Event data challenges"), "challenge_list"),
        ),
    ),
    Section(
        "provider",
        _("Providers"),
        text=(
            _("Find a learner’s record by their ULN and names, entered together."),
            _(
                "Send your centre’s own records as a batch, set sharing, and invite learners to see their record."
            ),
            _("If an achievement on a record is wrong, raise a challenge from that achievement."),
        ),
        links=((_("Find a learner’s record"), "learner_find"),),
    ),
    Section(
        "local-authority",
        _("Local authorities"),
        text=(
            _("You can read a learner’s record and raise challenges, but you cannot change records."),
            _(
                "Your name is kept with every record that you open, and the learner can see that it was opened."
            ),
        ),
        links=((_("Find a learner’s record"), "learner_find"),),
    ),
    Section(
        "business-support",
        _("Business Support"),
        text=(
            _(
                "Check each challenge that an awarding organisation has decided, then close it or send it back."
            ),
            _("Agree to or decline changes to the nominated contacts."),
        ),
        links=((_("Event data challenges"), "challenge_list"), (_("Contacts"), "contact_requests")),
    ),
    Section(
        "operator",
        _("People who run the service"),
        text=(
            _("The service page shows the queue and the batches that need a person to look at them."),
            _("Import the registers before awarding organisations send achievements."),
            _("Each new organisation needs at least one person who can manage its people."),
        ),
        links=((_("Service"), "operator_home"), (_("Organisations"), "organisation_list")),
    ),
    Section(
        "system",
        _("Suppliers’ systems"),
        text=(
            _("A super user of the organisation creates an API client and gives you its secret."),
            _("Software written for the LRS web services can connect with a web service password instead."),
            _("The API does what the pages do, by the same rules."),
        ),
        links=((_("API documentation"), "api_docs"),),
    ),
)

BATCHES: Sequence[Section] = (
    Section(
        "send",
        _("Send a file"),
        steps=(
            _("Choose what you want to send, then choose the file."),
            _("Decide whether to look at what would change before anything is saved."),
            _("Select the button to send the file. You get a batch number to quote if you contact us."),
            _(
                "Wait for the result, or leave the page. You can open the batch again from the list of batches."
            ),
        ),
        links=((_("Submit achievements batch"), "batch_submit"),),
    ),
    Section(
        "read",
        _("Read the findings"),
        text=(
            _("An error rejects the record."),
            _("A warning does not: the record is saved, and the warning tells you why to check it."),
            _("The page of the batch counts the findings by code. Select a code to see its records."),
            _("Each finding says what is wrong with which value, and what to do."),
        ),
        links=((_("Batches"), "batch_list"),),
    ),
    Section(
        "correct",
        _("Put records right and send them again"),
        text=(
            _("Download your own file with the findings beside each record."),
            _(
                "Correct the rejected records in that file and send it again. The column of findings is not read."
            ),
        ),
    ),
    Section(
        "refused",
        _("If the whole batch is refused"),
        text=(
            _(
                "Nothing is saved if the file cannot be read, or if too many of its records are rejected (RS005)."
            ),
            _("Correct the file and send it again as a new batch."),
        ),
    ),
    Section(
        "undo",
        _("Undo a batch"),
        text=(
            _("Undoing restores what the batch changed, except what has changed since."),
            _("A super user of your organisation can undo a batch. Its page says what would be restored."),
        ),
    ),
)

CHALLENGES: Sequence[Section] = (
    Section(
        "what",
        _("What a challenge is"),
        text=(
            _("A challenge says that one achievement on a learner’s record is wrong, and what it should be."),
            _("A provider, a local authority or the learner can raise one."),
        ),
    ),
    Section(
        "steps",
        _("What happens to a challenge"),
        steps=(
            _("The awarding organisation opens it and compares it with its own records."),
            _("It accepts the challenge and corrects the record, or rejects it and says why."),
            _("The challenge shows as corrected as soon as the record is as it asks."),
            _("Business Support checks the result and closes the challenge, or sends it back."),
        ),
        links=((_("Event data challenges"), "challenge_list"),),
    ),
    Section(
        "weekly",
        _("The weekly report"),
        text=(
            _("Each week, awarding organisations get a report of their outstanding challenges."),
            _("You can write your decisions into the report and send it back."),
        ),
        links=((_("Weekly reports of challenges"), "weekly_report_list"),),
    ),
)

_MEANINGS = (
    (
        "achievement",
        _("Achievement"),
        _("What a learner was awarded: a qualification or unit, on a date, perhaps with a grade."),
    ),
    ("batch", _("Batch"), _("One act on many records: a file, a selection, or an API call.")),
    (
        "finding",
        _("Finding"),
        _("Something to say about a record or a file: what is wrong, where, and what to do."),
    ),
    ("mis-identifier", _("MIS identifier"), _("The awarding organisation’s own reference for a record.")),
    (
        "nominated-contact",
        _("Nominated contact"),
        _("A person who gets the emails about an awarding organisation’s challenges."),
    ),
    (
        "plr",
        _("Personal learning record (PLR)"),
        _("All the achievements that organisations have sent for one learner."),
    ),
    ("provisional", _("Provisional and final"), _("Whether a result may still change.")),
    ("qan", _("QAN"), _("Qualification number.")),
    ("reinstate", _("Reinstate"), _("Put a withdrawn achievement back on record.")),
    (
        "superseded",
        _("Superseded"),
        _("A centre’s record of an award that the awarding organisation has sent itself."),
    ),
    ("ukprn", _("UKPRN"), _("The number of a provider or other organisation, 8 characters.")),
    ("uln", _("ULN"), _("Unique learner number, 10 digits.")),
    ("verify", _("Verify"), _("Compare what you know of a learner with the learner details we hold.")),
    ("withdraw", _("Withdraw"), _("Take an achievement off the record. It stays in the history.")),
)

WORDS: Sequence[Section] = (
    Section(
        "words",
        _("Words and what they mean"),
        columns=(_("Word"), _("Meaning")),
        rows=[Row(f"word-{anchor}", word, [meaning]) for anchor, word, meaning in _MEANINGS],
    ),
)

KEYBOARD: Sequence[Section] = (
    Section(
        "keys",
        _("Keys"),
        columns=(_("Key"), _("What it does")),
        rows=(
            Row("key-tab", "Tab", [_("Goes to the next link, field or button. Shift and Tab go back.")]),
            Row("key-enter", "Enter", [_("Follows a link, selects a button, or sends the form you are in.")]),
            Row("key-space", _("Space"), [_("Ticks a box, or opens a part that is folded.")]),
            Row("key-arrows", _("Arrow keys"), [_("Choose one of several answers.")]),
            Row("key-stroke", "/", [_("Goes to the search at the top of the page, once you are logged in.")]),
        ),
    ),
    Section(
        "skip",
        _("Skip to main content"),
        text=(_("The first link of every page skips the menu."),),
        links=((_("Accessibility statement"), "accessibility"),),
    ),
)
