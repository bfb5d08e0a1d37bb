using LlmPolicy.Conformance.Comparing;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Tests;

public class RecordedAnswerTests
{
    [Fact]
    public void A_recorded_answer_is_identical_to_itself()
    {
        foreach (Suite suite in SuiteReader.ReadFolder(RepositoryFolders.Suites))
        {
            foreach (SuiteGroup group in suite.Groups)
            {
                Comparison comparison = Comparisons.Of(group);
                group.Cases.Select(recorded => comparison.Compare(recorded, Recorded.Answer(recorded.Expect)))
                    .Where(result => result.Verdict != Verdict.Identical).ShouldBeEmpty();
            }
        }
    }

    [Fact]
    public void Forwarding_what_was_answered_is_permissive_in_every_recorded_case()
    {
        UpstreamRequest sent = new("GET", "/", "gateway.example.com", []);
        foreach (Suite suite in SuiteReader.ReadFolder(RepositoryFolders.Suites))
        {
            foreach (SuiteGroup group in suite.Groups)
            {
                Comparison comparison = Comparisons.Of(group);
                group.Cases.Where(recorded => !recorded.Expect.WentUpstream)
                    .Select(recorded => comparison.Compare(recorded, new Answer(200, EchoUpstream.Headers, "", sent)))
                    .Where(result => result.Verdict != Verdict.Permissive).ShouldBeEmpty();
            }
        }
    }
}
