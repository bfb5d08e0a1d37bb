using System.Text;
using System.Text.Json;
using LlmPolicy.Exchanges;
using LlmPolicy.Http;
using LlmPolicy.Routing;

namespace LlmPolicy.RateLimits;

/// <summary>An action, compiled: what it says of a request.</summary>
/// <param name="key">The entry's key.</param>
/// <param name="position">The action's line.</param>
internal abstract class DescriptorAction(string key, SourcePosition position)
{
    public string Key => key;

    public SourcePosition Position => position;

    /// <summary>Whether there may be requests of which it says nothing.</summary>
    public virtual bool MayYieldNothing => false;

    /// <summary>The value, if it is the manifest's own; null where it is the request's.</summary>
    public virtual string? OnlyValue => null;

    /// <summary>The headers that it looks at.</summary>
    public virtual IEnumerable<string> Headers => [];

    /// <summary>What the action looks at, in words.</summary>
    public abstract string Words { get; }

    /// <summary>The entry's value; null where the action says nothing of this request, and then its whole list says nothing.</summary>
    public abstract string? ValueOf(Exchange exchange);

    /// <summary>Bytes as text.</summary>
    protected static string Text(string bytes)
    {
        if (Ascii.IsValid(bytes))
        {
            return bytes;
        }

        try
        {
            return Utf8.GetString(Encoding.Latin1.GetBytes(bytes));
        }
        catch (DecoderFallbackException)
        {
            return bytes;
        }
    }

    private static readonly UTF8Encoding Utf8 = new(false, true);
}

/// <summary><c>genericKey</c>; and <c>sourceCluster</c>, which is empty as Envoy has no name of its own.</summary>
internal sealed class FixedAction(string key, string value, SourcePosition position) : DescriptorAction(key, position)
{
    public override string? OnlyValue => value;

    public override string Words => value.Length == 0 ? "nothing" : $"'{value}'";

    public override string? ValueOf(Exchange exchange) => value;
}

/// <summary><c>destinationCluster</c>: the Upstream, as Envoy calls it.</summary>
internal sealed class DestinationAction(IDestinationChoice destinations, SourcePosition position) : DescriptorAction("destination_cluster", position)
{
    public override string Words => "the Upstream";

    public override string? ValueOf(Exchange exchange) => destinations.Pick(exchange) is { } picked ? ForwardDestination.ClusterOf(picked.Upstream) : "";
}

/// <summary><c>remoteAddress</c>: the last one of the caller's own <c>X-Forwarded-For</c>, else the connection's. Where none is known the value is empty, and shared.</summary>
internal sealed class AddressAction(SourcePosition position) : DescriptorAction("remote_address", position)
{
    public override IEnumerable<string> Headers => ["x-forwarded-for"];

    public override string Words => "the client's address";

    public override string? ValueOf(Exchange exchange) => ForwardedBy.Address(exchange.Request) ?? exchange.Request.RemoteAddress;
}

/// <summary><c>requestHeaders</c>: the first line of a header.</summary>
internal sealed class HeaderAction(string header, string key, SourcePosition position) : DescriptorAction(key, position)
{
    private readonly bool _isForwardedScheme = header.Equals("x-forwarded-proto", StringComparison.OrdinalIgnoreCase);

    public string Header => header;

    public override IEnumerable<string> Headers => [header];

    public override bool MayYieldNothing => !_isForwardedScheme && !header.StartsWith(':') && !header.Equals("host", StringComparison.OrdinalIgnoreCase);

    public override string Words => $"the header {header}";

    // Envoy puts one there that nobody sent.
    public override string? ValueOf(Exchange exchange) => _isForwardedScheme ? exchange.Scheme : exchange.Header(header) is { } value ? Text(value.Trim(' ', '\t')) : null;
}

/// <summary><c>headerValueMatch</c>: a value of the manifest's own, where headers match.</summary>
internal sealed class MatchAction(string value, bool expected, HeaderCondition[] headers, SourcePosition position) : DescriptorAction("header_match", position)
{
    public override IEnumerable<string> Headers => headers.Select(header => header.Name);

    public override string? OnlyValue => value;

    // What it is for: only some requests are to be counted.
    public override bool MayYieldNothing => true;

    public override string Words => $"whether {string.Join(" and ", headers.Select(header => header.Name))} {(expected ? "match" : "do not match")}";

    public override string? ValueOf(Exchange exchange) => Array.TrueForAll(headers, header => header.IsMatch(exchange)) == expected ? value : null;
}

/// <summary><c>metadata</c> of the verified token's: a claim, if it is a text that is not empty.</summary>
/// <param name="claim">The claim; null for any other metadata, of which there is none.</param>
/// <param name="fallback">What stands in its place (<c>defaultValue</c>); null for none.</param>
/// <param name="key">The entry's key.</param>
/// <param name="position">The action's line.</param>
internal sealed class ClaimAction(MetadataClaim? claim, string? fallback, string key, SourcePosition position) : DescriptorAction(key, position)
{
    public MetadataClaim? Claim => claim;

    public string? Fallback => fallback;

    public override bool MayYieldNothing => fallback is null;

    public override string Words => claim is null ? "metadata that nothing sets" : $"the claim {claim.Path}";

    public override string? ValueOf(Exchange exchange) =>
        claim?.Find(exchange.Callers) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text ? text : fallback;
}
