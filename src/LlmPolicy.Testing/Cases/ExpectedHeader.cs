using LlmPolicy.Manifests;

namespace LlmPolicy.Testing.Cases;

/// <summary>A header that has to have these lines, in this order; none: it must not be there.</summary>
internal sealed record ExpectedHeader(string Name, IReadOnlyList<ExpectedLine> Lines)
{
    public static IReadOnlyList<ExpectedHeader> Read(ObjectReader o, string field) =>
        [.. HeaderNode.Read(o, field).Select(header => new ExpectedHeader(header.Name, [.. header.Lines.Select(line => ReadLine(o, line))]))];

    private static ExpectedLine ReadLine(ObjectReader o, ManifestNode line) =>
        line is MapNode { Entries: [{ Key.Text: "secret", Value: ScalarNode { IsNull: false } secret }] }
            ? new ExpectedLine("", new Text(secret.Text, secret.Position))
            : new ExpectedLine(HeaderNode.Value(o, line), null);
}

/// <summary>A value, or <c>{secret: NAMESPACE/NAME}</c>: whatever the Secret holds.</summary>
internal sealed record ExpectedLine(string Value, Text? Secret);
