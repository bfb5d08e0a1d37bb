using LlmPolicy.Jwt;

namespace LlmPolicy;

/// <summary>A request as it came over the wire: what <see cref="CompiledPolicy.Evaluate"/> decides on.</summary>
/// <remarks>Strings are bytes: each char stands for one byte (Latin-1). Nothing is decoded beforehand.</remarks>
public sealed record PolicyRequest
{
    /// <summary>The method, case kept.</summary>
    public required string Method { get; init; }

    /// <summary>The request target as sent (RFC 9112, 3.2): path and query, or an absolute URI.</summary>
    public required string Target { get; init; }

    /// <summary>The <c>Host</c> header or <c>:authority</c>; empty if there is none.</summary>
    public required string Authority { get; init; }

    /// <summary><c>http</c> or <c>https</c>; after forwarded headers that the host trusts.</summary>
    public string Scheme { get; init; } = "http";

    /// <summary>The protocol as <c>%PROTOCOL%</c> shows it. Default <c>HTTP/1.1</c>.</summary>
    public string Protocol { get; init; } = "HTTP/1.1";

    /// <summary>All header lines but <c>Host</c>, lines of one name in the order of the wire.</summary>
    public IReadOnlyList<HeaderField> Headers { get; init; } = [];

    /// <summary>The client's address without port, as <c>%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%</c> shows it; empty if unknown.</summary>
    public string RemoteAddress { get; init; } = "";

    /// <summary>The client's port; 0 if unknown.</summary>
    public int RemotePort { get; init; }

    /// <summary>The address that the client reached, without port; empty if unknown.</summary>
    public string LocalAddress { get; init; } = "";

    /// <summary>The port that the client reached; 0 if unknown.</summary>
    public int LocalPort { get; init; }

    /// <summary>The name that the client asked for in its TLS handshake (RFC 6066, 3); empty without.</summary>
    public string TlsServerName { get; init; } = "";

    /// <summary>The client's TLS version as Envoy writes it, as <c>TLSv1.3</c>; empty without TLS.</summary>
    public string TlsVersion { get; init; } = "";

    /// <summary>A number from 0 (included) to 1 (excluded) that picks among weighted destinations. The host draws it.</summary>
    public double Draw { get; init; }

    /// <summary>A number of the client's connection, as <c>%CONNECTION_ID%</c> shows it; 0 if unknown.</summary>
    public long ConnectionId { get; init; }

    /// <summary>The name of the machine that decides, as <c>%HOSTNAME%</c> shows it. Default: <c>-</c>.</summary>
    public string GatewayName { get; init; } = "-";

    /// <summary>The places at which it has another request's tokens; null where all is its own.</summary>
    internal TokenPlaces? BorrowedAt { get; init; }

    /// <summary>The method alone: the rest may hold a token.</summary>
    public override string ToString() => Method;
}
