// What Mono's wsdl makes of our descriptions, called as a program of .NET calls it. A line for each answer.

using System;
using System.Linq;
using System.Web.Services.Protocols;
using External = Lrs.ExternalService;
using Learners = Lrs.LearnerService;
using R9 = Lrs.LearnerServiceR9;

static class Client
{
    static string ukprn, password;

    static void Main(string[] given)
    {
        string address = given[0], uln = given[3], family = given[4], name = given[5], born = given[6], gender = given[7];
        ukprn = given[1];
        password = given[2];
        var learners = new Learners.LearnerServiceProxy { Url = address + "/LearnerService.svc" };
        var claim = new Learners.MIAPLearnerToVerify { ULN = uln, FamilyName = family, GivenName = name };

        Say("verifyLearner", () => learners.verifyLearner(Verify(claim, password)).VerifiedLearner.ResponseCode);
        Say("learnerByULN", () => learners.learnerByULN(new Learners.LearnerByULNRqst {
            FindType = "FUL", UKPRN = ukprn, OrgPassword = password, UserName = "net",
            ULN = uln, FamilyName = family, GivenName = name,
        }).ResponseCode);
        Say("learnerByDemographics", () => learners.learnerByDemographics(new Learners.LearnerByDemographicsRqst {
            FindType = "FUL", UKPRN = ukprn, OrgPassword = password, UserName = "net",
            FamilyName = family, GivenName = name, DateOfBirth = born, Gender = gender, LastKnownPostCode = "CV1 2WT",
        }).ResponseCode);
        Say("retrieveULNs", () => learners.retrieveULNs(new Learners.RetrieveULNsRqst {
            UKPRN = ukprn, OrgPassword = password, UserName = "net", ULNsToRetrieve = new[] { uln },
        }).RetrievedULNs.Single().ResponseCode);
        long job = 0;
        Say("submitVerifyBatch", () => {
            var sent = learners.submitVerifyBatch(new Learners.VerifyBatchRqst {
                UKPRN = ukprn, OrgPassword = password, UserName = "net", LearnerRecordCount = 1,
                Learner = new[] {
                    new Learners.MIAPBatchLearnerToVerify { ULN = uln, FamilyName = family, GivenName = name },
                },
            });
            job = sent.JobID;
            return sent.ResponseCode;
        });
        Say("getVerifyBatchOutput", () => learners.getVerifyBatchOutput(new Learners.VerifyBatchOutputRqst {
            UKPRN = ukprn, OrgPassword = password, UserName = "net", JobID = job,
        }).ResponseCode);
        Say("wrong password", () => learners.verifyLearner(Verify(claim, "Wrong-password-1")).ToString());
        Submit(new External.ExternalServiceProxy { Url = address + "/externalservice.svc/" }, uln, family, name);
        Say("GetOrganisation", () => new R9.LearnerServiceR9Proxy { Url = address + "/LearnerServiceR9.svc" }
            .GetOrganisation(
                new R9.InvokingOrganisation { Password = password, Ukprn = ukprn, Username = "net" },
                R9.UserType.ORG, 1, "ENG", ukprn, null)
            .ResponseCode);
    }

    static Learners.VerifyLearnerRqst Verify(Learners.MIAPLearnerToVerify claim, string with)
    {
        return new Learners.VerifyLearnerRqst {
            UKPRN = ukprn, OrgPassword = with, UserName = "net", LearnerToVerify = claim,
        };
    }

    static void Submit(External.ExternalServiceProxy service, string uln, string family, string name)
    {
        var user = new External.User { OrgPassword = password, OrganisationRef = ukprn, UserName = "net" };
        var record = new External.Achievement {
            AchievementAwardDate = new DateTime(2019, 7, 3), Action = 1, ActionDate = new DateTime(2019, 8, 1),
            FamilyName = family, GivenName = name, Uln = uln, ProviderUkprn = "10000101",
            UnitOrQualificationReferenceNumber = "601/0001/1",
        };
        int job = 0;
        Say("SubmitAchievementBatchJob", () => {
            var sent = service.SubmitAchievementBatchJob(user, null, "Final", new[] { record });
            job = sent.JobId;
            return sent.ResponseCode;
        });
        Say("GetAchievementBatchJob", () => service.GetAchievementBatchJob(user, job, true).ResponseCode);
    }

    static void Say(string what, Func<string> answer)
    {
        string said;
        try {
            said = answer();
        } catch (SoapException fault) {
            said = fault.Detail.SelectSingleNode("//*[local-name() = 'ErrorCode']").InnerText;
        }
        Console.WriteLine(what + "\t" + said);
    }
}
