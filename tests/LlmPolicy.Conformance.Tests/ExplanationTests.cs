using System.Buffers.Text;
using System.Text.Json;
using LlmPolicy.Conformance.Runners;
using LlmPolicy.Conformance.Suites;
using LlmPolicy.Tests;

namespace LlmPolicy.Conformance.Tests;

/// <summary>Every recorded request, explained.</summary>
public class ExplanationTests
{
    public static TheoryData<string> Suites { get; } = [.. Pins.All().Select(pin => pin.Suite).Distinct()];

    [Theory]
    [MemberData(nameof(Suites))]
    public void An_explanation_is_of_the_same_decision_and_its_reason_fits_what_Envoy_answered(string suite)
    {
        List<string> wrong = [];
        foreach (var (group, run, recorded) in Cases(suite))
        {
            PolicyRequest wire = CoreRequest.From(recorded.Request);
            PolicyDecision decision = run.Decide(wire);
            PolicyExplanation explanation = run.Explain(wire);
            if (explanation.Decision.ToText() != decision.ToText())
            {
                wrong.Add($"{recorded.Id}: explained {explanation.Decision.ToText()}, decided {decision.ToText()}");
            }

            if (explanation.Steps[^1] is not { Subject: ExplanationSubject.Decision } last || !last.Text.EndsWith(decision.Reason, StringComparison.Ordinal))
            {
                wrong.Add($"{recorded.Id}: the last step is {explanation.Steps[^1]}");
            }

            if (Misfit(group, recorded, decision) is { } misfit)
            {
                wrong.Add($"{recorded.Id}: {misfit}");
            }
        }

        wrong.ShouldBe([]);
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void The_record_of_a_refusal_renders_its_reason_and_holds_no_token_and_no_claims_value(string suite)
    {
        List<string> wrong = [];
        foreach (var (group, run, recorded) in Cases(suite))
        {
            PolicyDecision decision = run.Decide(CoreRequest.From(recorded.Request));
            if (decision.Response is not { StatusCode: >= 400 } response)
            {
                continue;
            }

            string json = DecisionRecord.Of(decision, "0123", run.Policy.Generation).ToJson();
            ExplanationStep rendered = run.Policy.ExplainRecord(DecisionRecord.Find($"log {json}\n").ShouldNotBeNull())[0];
            if (rendered.Text != $"decision 0123: answered with {response.StatusCode}: {decision.Reason}" || rendered.Position != decision.Position)
            {
                wrong.Add($"{recorded.Id}: rendered {rendered}");
            }

            string[] kept = [.. Texts(json).Where(text => text != decision.Reason)];
            wrong.AddRange(Private(recorded.Request)
                .Where(text => !group.Manifests.Contains(text, StringComparison.Ordinal) && kept.Any(leaf => leaf.Contains(text, StringComparison.Ordinal)))
                .Select(text => $"{recorded.Id}: '{text}' is in {json}"));
        }

        wrong.ShouldBe([]);
    }

    private static IEnumerable<(SuiteGroup Group, CoreGroupRun Run, SuiteCase Case)> Cases(string name)
    {
        SuiteRuns.SkipWithout(name);
        Suite suite = SuiteReader.ReadFile(SuiteRuns.Find(name)!).ShouldNotBeNull();
        foreach (SuiteGroup group in suite.Groups.Where(group => !group.IsRefused))
        {
            PolicyCompilation compilation = PolicyCompiler.Compile(
                [new ManifestFile("manifests.yaml", group.Manifests)], new PolicyCompilerOptions { Ed25519 = new BouncyCastleEd25519() });
            if (!compilation.Succeeded)
            {
                // By a rule of strictness: SuiteTests hold that.
                continue;
            }

            CoreGroupRun run = new(group, compilation, suite.Instant, cache: null);
            foreach (SuiteCase recorded in group.Cases)
            {
                yield return (group, run, recorded);
            }
        }
    }

    /// <summary>What is wrong with a reason beside the recorded answer. Where a rule of strictness makes the answers differ, there is nothing to compare.</summary>
    private static string? Misfit(SuiteGroup group, SuiteCase recorded, PolicyDecision decision)
    {
        Expectation expected = recorded.Expect;
        if (expected.WentUpstream || decision.Response?.StatusCode != expected.Status)
        {
            return expected.WentUpstream && decision.Response is null && decision.Reason != ReasonCodes.Forwarded ? $"forwarded with the reason {decision.Reason}" : null;
        }

        bool routesAnswer = group.Manifests.Contains("directResponseAction", StringComparison.Ordinal) || group.Manifests.Contains("redirectAction", StringComparison.Ordinal);
        IReadOnlyList<string> fitting = recorded.Request.Method == "HEAD"
            ? ReasonTable.ForHead(expected.Status, routesAnswer)
            : ReasonTable.For(expected.Status, expected.Body ?? "", routesAnswer);
        return decision.Response.Body != (expected.Body ?? "") && recorded.Request.Method != "HEAD" || fitting.Contains(decision.Reason)
            ? null
            : $"{expected.Status} '{expected.Body}' has the reason {decision.Reason}";
    }

    /// <summary>Tokens, their parts, and the values of their claims: what is long enough not to stand in a log by chance.</summary>
    private static IEnumerable<string> Private(CaseRequest request)
    {
        IEnumerable<string> texts = request.Headers.Select(header => header[1]).Append(request.Target);
        foreach (string part in texts.SelectMany(text => text.Split(' ', ',', '?', '&', '=', '.')).Where(part => part.Length > 12))
        {
            yield return part;
            foreach (string value in Values(part).Where(value => value.Length > 3))
            {
                yield return value;
            }
        }
    }

    /// <summary>The texts of a record, without its own words for types.</summary>
    private static IEnumerable<string> Texts(string json)
    {
        using JsonDocument record = JsonDocument.Parse(json);
        return [.. Values(record.RootElement).Except(["string", "number", "boolean", "list", "object", "null", "missing", "no caller"])];
    }

    private static IEnumerable<string> Values(string part)
    {
        try
        {
            using JsonDocument claims = JsonDocument.Parse(Base64Url.DecodeFromChars(part));
            return [.. Values(claims.RootElement)];
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    private static IEnumerable<string> Values(JsonElement claim) => claim.ValueKind switch
    {
        JsonValueKind.Object => claim.EnumerateObject().SelectMany(member => Values(member.Value)),
        JsonValueKind.Array => claim.EnumerateArray().SelectMany(Values),
        JsonValueKind.String => [claim.GetString()!],
        JsonValueKind.Number => [claim.GetRawText()],
        _ => [],
    };
}
