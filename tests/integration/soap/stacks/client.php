<?php
// PHP's SoapClient as it comes, with nothing but addresses. One JSON document of what it was answered.

[, $base, $given] = $argv;
$given = json_decode($given, true);
$who = $given['who'];

function client(string $base, string $service): SoapClient
{
    return new SoapClient("$base/$service.svc?singleWsdl", [
        'cache_wsdl' => WSDL_CACHE_NONE,
        'exceptions' => true,
        'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
    ]);
}

function code(callable $call): string
{
    try {
        $call();
        return '';
    } catch (SoapFault $fault) {
        foreach ((array) ($fault->detail ?? []) as $error) {
            $error = $error instanceof SoapVar ? $error->enc_value : $error;
            return (string) ($error->ErrorCode ?? $fault->getMessage());
        }
        return $fault->getMessage();
    }
}

$learner = client($base, 'LearnerService');
$call = ['OrganisationRef' => null, 'UKPRN' => $who['ukprn'], 'OrgPassword' => $who['password'], 'UserName' => 'php'];
$claim = $given['claim'] + ['DateOfBirth' => null, 'Gender' => null];
$said = [];

$verified = $learner->verifyLearner($call + ['LearnerToVerify' => $claim])->VerifiedLearner;
$said['verifyLearner'] = $verified->ResponseCode;

$found = $learner->learnerByULN(['FindType' => 'FUL'] + $call + $given['claim']);
$said['learnerByULN'] = [$found->ResponseCode, $found->Learner[0]->VersionNumber];

$found = $learner->learnerByDemographics(
    ['FindType' => 'FUL'] + $call + $given['demographics']
    + ['PreviousFamilyName' => null, 'SchoolAtAge16' => null, 'PlaceOfBirth' => null, 'EmailAddress' => null]
);
$said['learnerByDemographics'] = [$found->ResponseCode, $found->Learner[0]->ULN];

$ulns = ['ULNsToRetrieve' => ['ULN' => [$given['claim']['ULN']]]];
$said['retrieveULNs'] = $learner->retrieveULNs($call + $ulns)->RetrievedULNs->VerifiedULN[0]->ResponseCode;

$batch = $learner->submitVerifyBatch($call + ['LearnerRecordCount' => 1, 'OrgEmail' => null, 'Learner' => [$claim]]);
$said['submitVerifyBatch'] = $batch->ResponseCode;
$said['getVerifyBatchOutput'] = $learner->getVerifyBatchOutput($call + ['JobID' => $batch->JobID])->ResponseCode;

$external = client($base, 'ExternalService');
$user = ['OrgPassword' => $who['password'], 'OrganisationRef' => $who['ukprn'], 'UserName' => 'php'];
$records = array_fill(0, $given['records'], $given['achievement']);
$sent = $external->SubmitAchievementBatchJob([
    'invokingUser' => $user,
    'emailAddress' => null,
    'submissionType' => 'Final',
    'achievements' => ['Achievement' => $records],
])->SubmitAchievementBatchJobResult;
$said['SubmitAchievementBatchJob'] = $sent->ResponseCode;
$got = $external->GetAchievementBatchJob(['invokingUser' => $user, 'jobId' => $sent->JobId]);
$said['GetAchievementBatchJob'] = $got->GetAchievementBatchJobResult->ResponseCode;

$r9 = client($base, 'LearnerServiceR9');
$invoking = ['Password' => $who['password'], 'Ukprn' => $who['ukprn'], 'Username' => 'php'];
$organisation = $r9->GetOrganisation([
    'invokingOrganisation' => $invoking,
    'userType' => 'ORG',
    'vendorId' => 1,
    'language' => 'ENG',
    'ukPrn' => $who['ukprn'],
    'orgRef' => null,
])->GetOrganisationResult;
$said['GetOrganisation'] = [$organisation->ResponseCode, $organisation->DisplayName];

// Faults, and one that is sent before all of the request has been written.
$wrong = ['OrgPassword' => 'Wrong-password-1'] + $call;
$said['wrong password'] = code(fn() => $learner->verifyLearner($wrong + ['LearnerToVerify' => $claim]));
$claim['FamilyName'] = str_repeat('x', $given['too_large']);
$said['too large'] = code(fn() => $learner->verifyLearner($call + ['LearnerToVerify' => $claim]));

echo json_encode($said);
