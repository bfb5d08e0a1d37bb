namespace LlmPolicy.Testing.Diffing;

/// <summary>What a change of the meter is told to be.</summary>
public sealed class DiffMeteringTests
{
    private const string Metered = "meter: true";

    private const string Policy = """
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: vs}
        spec:
          virtualHost:
            routes:
              - name: models
                matchers: [{prefix: /models}]
                routeAction: {single: {upstream: {name: a}}}
              - matchers: [{prefix: /}]
                routeAction: {single: {upstream: {name: a}}}
        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: UsagePolicy
        metadata: {name: usage}
        spec:
          targetRefs: [{kind: VirtualService, name: vs, sectionName: models}]
          meter: true
        """;

    [Theory]
    [InlineData("meter: false")]
    [InlineData("")]
    public void That_metering_ends_is_told_and_may_loosen(string @new) => Told(Policy, Policy.Replace(Metered, @new, StringComparison.Ordinal)).ShouldBe(
        [
            ("POST http://any.example/models", "metered", "not metered", true),
            ("POST http://any.example/models/v1/chat/completions", "metered, the stream asked for its usage", "not metered", true),
        ],
        ignoreOrder: true);

    [Fact]
    public void That_it_begins_is_told_and_does_not_loosen() => Told(Policy.Replace(Metered, "", StringComparison.Ordinal), Policy).ShouldBe(
        [
            ("POST http://any.example/models", "not metered", "metered", false),
            ("POST http://any.example/models/v1/chat/completions", "not metered", "metered, the stream asked for its usage", false),
        ],
        ignoreOrder: true);

    [Fact]
    public void That_streams_are_no_longer_asked_is_told_by_a_call_that_streams() => Told(Policy, Policy + "\n  streamUsage: LEAVE\n").ShouldBe(
        [("POST http://any.example/models/v1/chat/completions", "metered, the stream asked for its usage", "metered", true)]);

    [Fact]
    public void A_default_of_the_meter_that_is_written_out_is_equal() =>
        PolicyDiff.Compare([new("old.yaml", Policy)], [new("new.yaml", Policy.Replace(Metered, $"{Metered}\n  streamUsage: REQUEST", StringComparison.Ordinal))], Lab.Now).ShouldBeEmpty();

    private static IEnumerable<(string Request, string Old, string New, bool MayLoosen)> Told(string old, string @new) =>
        PolicyDiff.Compare([new("old.yaml", old)], [new("new.yaml", @new)], Lab.Now)
            .Where(d => d.Kind != PolicyDifferenceKind.NotCovered)
            .Select(d => ($"{(d.Kind == PolicyDifferenceKind.ChangedMetering ? d.Request : $"{d.Kind}")}", d.Old, d.New, d.MayLoosen));
}
