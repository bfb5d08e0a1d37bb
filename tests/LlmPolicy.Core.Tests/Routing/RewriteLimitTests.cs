using LlmPolicy.RegularExpressions;

namespace LlmPolicy.Tests;

/// <summary>
/// A rewrite by pattern does a bounded amount of work: each match may look at all the rest of the path, so matches times length is what is
/// bounded, at 8,388,608. Told by counts; no time is measured.
/// </summary>
public sealed class RewriteLimitTests
{
    /// <summary>Each of its matches looks at the rest for a b that is not there.</summary>
    private const string Quadratic = "a.*b|a";

    public static TheoryData<string> Manifests =>
    [
        Manifest.Route($"regexRewrite: {{pattern: {{regex: '{Quadratic}'}}, substitution: c}}"),
        Manifest.Route($"hostRewritePathRegex: {{pattern: {{regex: '{Quadratic}'}}, substitution: c}}"),
        Manifest.Service($"- redirectAction: {{regexRewrite: {{pattern: {{regex: '{Quadratic}'}}, substitution: c}}}}"),
    ];

    [Theory]
    [AbuseCase("C3")]
    [MemberData(nameof(Manifests))]
    public void A_path_with_too_many_matches_is_refused_whatever_is_rewritten_by_it(string manifest)
    {
        var policy = Compiling.Policy(manifest);

        foreach (int length in new[] { 3_000, 8_000, 60_000 })
        {
            policy.Decide(Requests.Get("/" + new string('a', length))).ShouldRefuse(400, ReasonCodes.TargetRewriteLimit).Body.ShouldNotContain("aaa");
        }
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void A_long_path_with_few_matches_is_rewritten_and_so_is_a_short_one_with_many(string manifest)
    {
        var policy = Compiling.Policy(manifest);

        policy.Decide(Requests.Get("/a" + new string('x', 60_000))).Reason.ShouldBeOneOf(ReasonCodes.Forwarded, ReasonCodes.Redirect);
        policy.Decide(Requests.Get("/" + new string('a', 2_895))).Reason.ShouldBeOneOf(ReasonCodes.Forwarded, ReasonCodes.Redirect);
        policy.Decide(Requests.Get("/x?" + new string('a', 60_000))).Reason.ShouldBeOneOf(ReasonCodes.Forwarded, ReasonCodes.Redirect);
    }

    [Theory]
    [InlineData(60_000, 139)]
    [InlineData(8_192, 1_024)]
    [InlineData(4_096, 2_048)]
    public void The_bound_is_matches_times_length(int length, int most)
    {
        var regex = Re2.TryCreate("a", out _)!;
        var substitution = Re2Substitution.Read("b", 0);
        string With(int matches) => new string('a', matches) + new string('x', length - matches);

        regex.Replace(With(most), substitution).ShouldBe(With(most).Replace('a', 'b'));
        regex.Replace(With(most + 1), substitution).ShouldBeNull();
        regex.Replace(With(length), substitution).ShouldBeNull();
    }

    [Fact]
    public void Matches_of_nothing_count_too()
    {
        var regex = Re2.TryCreate("x*", out _)!;
        var substitution = Re2Substitution.Read("", 0);

        regex.Replace(new string('a', 2_000), substitution).ShouldBe(new string('a', 2_000));
        regex.Replace(new string('a', 60_000), substitution).ShouldBeNull();
    }
}
