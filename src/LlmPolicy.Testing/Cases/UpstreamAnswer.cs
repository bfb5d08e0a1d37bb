using LlmPolicy.Manifests;

namespace LlmPolicy.Testing.Cases;

/// <summary><c>cases[].response</c>: what the upstream answers, for the changes of response headers. Default: 200 without headers.</summary>
internal sealed record UpstreamAnswer(int Status, IReadOnlyList<HeaderField> Headers)
{
    public static readonly UpstreamAnswer Default = new(200, []);

    public static UpstreamAnswer Read(ObjectReader o) => new(o.Int32("status") ?? Default.Status, HeaderNode.ReadFields(o, "headers"));
}
