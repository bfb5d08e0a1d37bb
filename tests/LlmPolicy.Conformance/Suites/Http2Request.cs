using System.Text.Json.Serialization;

namespace LlmPolicy.Conformance.Suites;

/// <summary>A request as an HTTP/2 block: all its headers in their order, pseudo headers too, each char a byte.</summary>
internal sealed record Http2Request(IReadOnlyList<IReadOnlyList<string>> Headers)
{
    [JsonConverter(typeof(BodyConverter))]
    public string? Body { get; set; }

    public IReadOnlyList<IReadOnlyList<string>>? Trailers { get; set; }

    /// <summary>The stream is not ended.</summary>
    public bool Open { get; set; }

    /// <summary>What is sent once the answer's head is there.</summary>
    public IReadOnlyList<string> Then { get; set; } = [];

    public string? Header(string name) => Headers.FirstOrDefault(header => header[0] == name)?[1];

    /// <summary>It asks for a tunnel (RFC 8441), and goes on after its head.</summary>
    public bool OpensTunnel => Open && Header(":method") == "CONNECT";
}
