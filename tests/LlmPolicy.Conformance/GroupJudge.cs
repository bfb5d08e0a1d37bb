using LlmPolicy.Conformance.Comparing;
using LlmPolicy.Conformance.Runners;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance;

/// <summary>Loads a group, puts its cases, and says how each came out.</summary>
internal sealed class GroupJudge(ICaseRunner runner, DateTimeOffset now)
{
    /// <summary>Milliseconds between the cases of an ordered group.</summary>
    private const int RecordersPace = 10;

    /// <param name="group">The group.</param>
    /// <param name="judged">Is told of each case.</param>
    public async Task<IReadOnlyList<CaseResult>> JudgeAsync(SuiteGroup group, Action judged)
    {
        try
        {
            PolicyCompilation compilation = PolicyCompiler.Compile(
                [new ManifestFile("manifests.yaml", group.Manifests)],
                new PolicyCompilerOptions
                {
                    Ed25519 = new BouncyCastleEd25519(),
                    MissingReferences = runner.MissingReferences,
                    AllowWebSockets = group.Gateway.Websocket,
                    HasRateLimitService = group.Limiter is not null,
                    OnRateLimitFailure = group.Limiter == "open" ? RateLimitFailureMode.Allow : RateLimitFailureMode.Refuse,
                });
            if (compilation.Succeeded && !group.IsRefused)
            {
                return await PutAsync(group, compilation, judged);
            }

            group.Cases.ToList().ForEach(_ => judged());
            return group.IsRefused
                ? [Refused(group, compilation)]
                : NotLoaded(group, [.. compilation.Diagnostics.Where(found => found.Severity == DiagnosticSeverity.Error)]);
        }
#pragma warning disable CA1031 // No manifest may throw: that it did is the group's result.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return All(group, Verdict.Unsupported, Threw(e));
        }
    }

    private static CaseResult Refused(SuiteGroup group, PolicyCompilation compilation) =>
        compilation.Succeeded
            ? new CaseResult(group.Id, Verdict.Permissive, "expected to be refused at load, got loaded")
            : new CaseResult(group.Id, Verdict.Identical, "");

    private async Task<IReadOnlyList<CaseResult>> PutAsync(SuiteGroup group, PolicyCompilation compilation, Action judged)
    {
        Comparison comparison = new(group, compilation.Secrets, runner.Rules);
        await using IGroupRun run = await runner.StartAsync(group, compilation, now);
        List<CaseResult> results = [];
        foreach (SuiteCase recorded in group.Cases)
        {
            // In an ordered group time counts, and the recording's client took some for each.
            if (group.Ordered)
            {
                await Task.Delay(Math.Max(recorded.Request.Wait, RecordersPace));
            }

            results.Add(await PutAsync(recorded, run, comparison));
            judged();
        }

        return results;
    }

    private static async Task<CaseResult> PutAsync(SuiteCase recorded, IGroupRun run, Comparison comparison)
    {
        try
        {
            return comparison.Compare(recorded, await run.AnswerAsync(recorded));
        }
#pragma warning disable CA1031 // No input may throw: that it did is the case's result.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new CaseResult(recorded.Id, Verdict.Other, Threw(e));
        }
    }

    private IReadOnlyList<CaseResult> NotLoaded(SuiteGroup group, IReadOnlyList<Diagnostic> errors)
    {
        string reason = OneLine.Escape(errors.Count == 0 ? "no policy, and no error" : $"{errors[0].Code}: {errors[0].Message}");
        string[] rules = [.. runner.Rules.Select(rule => rule.Id).Where(id => errors.Any(error => error.Rule == id))];
        return rules.Length > 0 && errors.All(error => rules.Contains(error.Rule))
            ? [.. group.Cases.Select(recorded => CaseResult.ByRule(recorded.Id, rules, reason))]
            : All(group, Verdict.Unsupported, reason);
    }

    private static string Threw(Exception e) => OneLine.Escape($"threw {e.GetType().Name} in {e.TargetSite?.DeclaringType?.Name}.{e.TargetSite?.Name}: {e.Message}");

    private static IReadOnlyList<CaseResult> All(SuiteGroup group, Verdict verdict, string reason) =>
        [.. (group.IsRefused ? [group.Id] : group.Cases.Select(recorded => recorded.Id)).Select(id => new CaseResult(id, verdict, reason))];
}
