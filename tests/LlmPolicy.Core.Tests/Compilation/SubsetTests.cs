namespace LlmPolicy.Tests;

/// <summary><c>subset</c> of a destination.</summary>
public sealed class SubsetTests
{
    private const string Single = "- routeAction: {single: {upstream: {name: other}, subset: {values: {v: '1'}}}}";
    private const string Multi = "- routeAction: {multi: {destinations: [{destination: {upstream: {name: other}, subset: {values: {v: '1'}}}, weight: 1}]}}";

    private static readonly PolicyCompilerOptions Address = new() { Upstreams = new Dictionary<ResourceName, Uri> { [new("default", "other")] = new("http://localhost:8080") } };

    [Theory]
    [InlineData(Single)]
    [InlineData(Multi)]
    public void Is_passed_over_with_a_warning_where_the_Upstream_has_none(string route)
    {
        var found = Compiling.Compile(Manifest.Service(route) + Upstream(""));

        found.Succeeded.ShouldBeTrue();
        found.Diagnostics.ShouldHaveSingleItem().Message.ShouldContain("has no subsetSpec");
    }

    [Theory]
    [InlineData(Single)]
    [InlineData(Multi)]
    public void Is_an_error_where_a_cluster_would_pick_pods(string route)
    {
        Compiling.Diagnostics(Manifest.Service(route) + Upstream(", subsetSpec: {selectors: [{keys: [v]}]}")).ShouldHaveSingleItem().Severity.ShouldBe(DiagnosticSeverity.Error);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(", fallbackPolicy: ANY_ENDPOINT", true)]
    [InlineData(", fallbackPolicy: DEFAULT_SUBSET, defaultSubset: {values: {v: '1'}}", false)]
    [InlineData(", fallbackPolicy: NO_FALLBACK", false)]
    public void An_address_in_the_options_has_no_labels_and_gets_what_falls_back_to_any_host(string fallback, bool loads)
    {
        var found = Compiling.Compile(Manifest.Service(Single) + Upstream($", subsetSpec: {{selectors: [{{keys: [v]}}]{fallback}}}"), Address);

        found.Diagnostics.Count.ShouldBe(1);
        found.Succeeded.ShouldBe(loads);
    }

    [Theory]
    [InlineData("[w]")]
    [InlineData("[v, w]")]
    [InlineData("[]")]
    public void Has_to_be_one_of_the_Upstreams_even_with_an_address(string keys)
    {
        Compiling.Compile(Manifest.Service(Single) + Upstream($", subsetSpec: {{selectors: [{{keys: {keys}}}]}}"), Address).Succeeded.ShouldBeFalse();
    }

    [Fact]
    public void Is_passed_over_where_the_options_alone_know_the_Upstream()
    {
        Compiling.Compile(Manifest.Service(Single), Address).Diagnostics.ShouldHaveSingleItem().Severity.ShouldBe(DiagnosticSeverity.Warning);
    }

    [Fact]
    public void Without_labels_is_none()
    {
        Compiling.Diagnostics(Manifest.Service("- routeAction: {single: {upstream: {name: up}, subset: {values: {}}}}")).ShouldBeEmpty();
    }

    private static string Upstream(string more) =>
        $"\n---\napiVersion: gloo.solo.io/v1\nkind: Upstream\nmetadata: {{name: other}}\nspec: {{kube: {{serviceName: a, servicePort: 80{more}}}}}\n";
}
