"""The table of services and operations (lrs sections 1.5, 3.1 to 3.4)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from testamur.soap import external, finding, learners, r9, upkeep
from testamur.soap.calls import Operation, Service
from testamur.soap.refusals import EXCEPTIONS, FAULTS, domain_fault, miap_exception

_EXTERNAL_ACTION = "http://api.lrs.qcf.gov.uk/services/IExternalService/"

EXTERNAL = Service(
    name="ExternalService",
    path="ExternalService.svc",
    namespace=external.SERVICES,
    port_type="IExternalService",
    wsdl_service="ExternalServiceProxy",
    port="BasicHttpBinding_IExternalService",
    schemas=("services", "faults"),
    fault=domain_fault,
    fault_element=(FAULTS, "DomainFault"),
    fault_name="DomainFaultFault",
    part="parameters",
    by_action=True,
    title=_("Achievement batches of awarding organisations"),
    operations=(
        Operation(
            "SubmitAchievementBatchJob",
            external.SERVICES,
            "SubmitAchievementBatchJob",
            "SubmitAchievementBatchJobResponse",
            f"{_EXTERNAL_ACTION}SubmitAchievementBatchJob",
            external.submit_batch,
            _("Send a batch of achievements; the answer is the number of the job."),
        ),
        Operation(
            "GetAchievementBatchJob",
            external.SERVICES,
            "GetAchievementBatchJob",
            "GetAchievementBatchJobResponse",
            f"{_EXTERNAL_ACTION}GetAchievementBatchJob",
            external.get_batch,
            _("See how far a job is, and what became of its records."),
        ),
    ),
)

_PORT_ACTION = "http://tempuri.org/LearnerPortType/"

LEARNERS = Service(
    name="LearnerService",
    path="LearnerService.svc",
    namespace=r9.TEMPURI,
    port_type="LearnerPortType",
    wsdl_service="LearnerServiceProxy",
    port="BasicHttpBinding_LearnerPortType",
    schemas=("findmsg", "vldmsg", "reportmsg", "exceptions"),
    fault=miap_exception,
    fault_element=(EXCEPTIONS, "MIAPAPIException"),
    fault_name="MIAPAPIExceptionFault",
    part="",
    by_action=False,
    title=_("Find and verify learners"),
    operations=(
        Operation(
            "learnerByULN",
            learners.FINDMSG,
            "FindLearnerByULN",
            "FindLearnerResponse",
            "",
            learners.find,
            _("Find a learner by ULN and both names."),
            messages=("learnerByULNRequest", "findLearnerByULNResponse"),
        ),
        Operation(
            "learnerByDemographics",
            learners.FINDMSG,
            "FindLearnerByDemographics",
            "FindLearnerResponse",
            "",
            finding.by_demographics,
            _("Find a learner by names, date of birth, gender and postcode."),
            messages=("learnerByDemographicsRequest", "findLearnerByDemographicsResponse"),
        ),
        Operation(
            "retrieveULNs",
            learners.REPORTMSG,
            "RetrieveULNs",
            "RetrieveULNsResponse",
            "",
            finding.retrieve_ulns,
            _("See which ULNs exist, and which have been merged into others."),
            messages=("retrieveULNsRequest", "retrieveULNsResponse"),
        ),
        Operation(
            "verifyLearner",
            learners.REPORTMSG,
            "VerifyLearner",
            "VerifyLearnerResponse",
            f"{_PORT_ACTION}verifyLearner",
            learners.verify,
            _("Compare what you know of one learner with the learner details we hold."),
            messages=("verifyLearnerRequest", "verifyLearnerResponse"),
        ),
        Operation(
            "submitVerifyBatch",
            learners.VLDMSG,
            "SubmitVerifyBatch",
            "SubmitVerifyBatchResponse",
            "",
            learners.submit_batch,
            _("Send a batch of learners to be verified; the answer is the number of the job."),
            messages=("submitVerifyBatchRequest", "submitVerifyBatchResponse"),
        ),
        Operation(
            "getVerifyBatchOutput",
            learners.VLDMSG,
            "GetVerifyBatchOutput",
            "GetVerifyBatchOutputResponse",
            "",
            learners.batch_output,
            _("See how far a verify job is, and its answers."),
            messages=("verifyBatchOutputRequest", "verifyBatchOutputResponse"),
        ),
    ),
)

_R9_ACTION = "http://tempuri.org/ILearnerServiceR9/"

R9 = Service(
    name="LearnerServiceR9",
    path="LearnerServiceR9.svc",
    namespace=r9.TEMPURI,
    port_type="ILearnerServiceR9",
    wsdl_service="LearnerServiceR9Proxy",
    port="BasicHttpBinding_ILearnerServiceR9",
    schemas=("r9", "faults"),
    fault=domain_fault,
    fault_element=(FAULTS, "DomainFault"),
    fault_name="DomainFaultFault",
    part="parameters",
    by_action=True,
    title=_("Learners and their records"),
    operations=(
        Operation(
            "LearnerByUln",
            r9.TEMPURI,
            "LearnerByUln",
            "LearnerByUlnResponse",
            f"{_R9_ACTION}LearnerByUln",
            r9.learner_by_uln,
            _("Find a learner by ULN and both names."),
        ),
        Operation(
            "GetLearnerLearningEvents",
            r9.TEMPURI,
            "GetLearnerLearningEvents",
            "GetLearnerLearningEventsResponse",
            f"{_R9_ACTION}GetLearnerLearningEvents",
            r9.learning_events,
            _("Read the learning record of a learner who shares it."),
        ),
        Operation(
            "UpdateLearnerSubsetFields",
            r9.TEMPURI,
            "UpdateLearnerSubsetFields",
            "UpdateLearnerSubsetFieldsResponse",
            f"{_R9_ACTION}UpdateLearnerSubsetFields",
            upkeep.update_subset,
            _("Change a learner’s contact details and names, and whether the record is shared."),
        ),
        Operation(
            "ViewAudit",
            r9.TEMPURI,
            "ViewAudit",
            "ViewAuditResponse",
            f"{_R9_ACTION}ViewAudit",
            upkeep.view_audit,
            _("See who has looked at a learner."),
        ),
        Operation(
            "GetOrganisation",
            r9.TEMPURI,
            "GetOrganisation",
            "GetOrganisationResponse",
            f"{_R9_ACTION}GetOrganisation",
            upkeep.get_organisation,
            _("See an organisation’s name, its numbers and whether it is active."),
        ),
    ),
)

SERVICES = (EXTERNAL, LEARNERS, R9)
