using System.Globalization;
using System.Text;

namespace LlmPolicy.Assurance.Pipelines;

/// <summary>A request as it goes over the wire, every char a byte.</summary>
internal sealed record PipelineRequest(Caller Caller, Arrangement Arrangement, string Area)
{
    /// <summary>The header that names a request, wherever it comes to.</summary>
    public const string CaseHeader = "x-case";

    /// <summary>Sent with each request: names under which the policy alone has something to say, in every spelling that a reader might take for them.</summary>
    private static readonly string[] Spoofs = ["x-user: admin", "x_user: admin", "X-User: root", "x-user-id: admin", "x-absent: admin", "x_absent: admin", "X-Api-Key: mine", "x_api_key: mine"];

    public string Method { get; init; } = "GET";

    public string Base { get; init; } = "";

    public string Path { get; init; } = "a/x";

    public string Query { get; init; } = "";

    public string Host { get; init; } = Rights.Gateway;

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public string Body { get; init; } = "";

    /// <summary>Header lines that say how long the body is, and the body as they say it; null: a length, where there is a body.</summary>
    public string? Framing { get; init; }

    /// <summary>Whether the token comes in the query.</summary>
    public bool HasTokenInQuery { get; init; }

    /// <summary>The header that the token comes in otherwise, up to the token: caches know callers apart by <c>Authorization</c> alone.</summary>
    public string TokenHeader { get; init; } = "Authorization: Bearer ";

    /// <summary>What the caller shows: the token, or at <see cref="Rights.Keys"/> the API key; null: nothing.</summary>
    public string? Credential => Host == Rights.Keys ? Caller.ApiKey : Caller.Token;

    /// <summary>What was made of a plain request.</summary>
    public string Named { get; init; } = "plain";

    /// <summary>Whether readers of HTTP/1 do not agree where its body ends.</summary>
    public bool HasManyEnds => Framing is not null && !Framing.StartsWith("Transfer-Encoding: chunked\r\n\r\n", StringComparison.Ordinal);

    /// <summary>Whether it goes over HTTP/2.</summary>
    public bool IsHttp2 { get; init; }

    /// <summary>Whether HTTP/2 can say the same: there is nothing in it about the connection, nor about where the body ends.</summary>
    public bool IsOfAnyVersion => Framing is null && this["Connection"] is null;

    public bool HasBody => Body.Length > 0 || Method is "POST";

    /// <summary>The target as it is sent.</summary>
    public string Target => $"{Base}/{Area}/{Path}{SentQuery}";

    private string SentQuery => !HasTokenInQuery || Caller.Token is null || Host == Rights.Keys ? Query : $"{(Query.Length == 0 ? "?" : Query + "&")}access_token={Caller.Token}";

    public string? this[string name] => Headers.LastOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>The request with more headers, and a word about it.</summary>
    public PipelineRequest With(string named, params (string Name, string Value)[] headers) => this with { Headers = [.. Headers, .. headers], Named = Named is "plain" ? named : $"{Named} + {named}" };

    public byte[] Render(int number)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{Method} {Target} HTTP/1.1\r\n");
        foreach ((string name, string value) in Sent(number))
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        text.Append(Framing ?? (HasBody ? $"Content-Length: {Body.Length}\r\n\r\n{Body}" : "\r\n"));
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    /// <summary>All header lines that it is sent with, but for the body's length.</summary>
    public IEnumerable<(string Name, string Value)> Sent(int number)
    {
        string[] credential = (Host == Rights.Keys || !HasTokenInQuery) && Credential is { } own ? [$"{(Host == Rights.Keys ? "api-key: " : TokenHeader)}{own}"] : [];
        return
        [
            ("Host", Host), (CaseHeader, number.ToString(CultureInfo.InvariantCulture)), (Arrangement.Header, Arrangement.Code),
            .. Spoofs.Concat(credential).Select(line => (line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..])),
            .. Headers,
        ];
    }

    public override string ToString() =>
        $"{(IsHttp2 ? "HTTP/2 " : "")}{Arrangement.Code} {Caller.Name}: {Method} {Base}/{Area}/{Path}{Query} Host: {Host}{string.Concat(Headers.Select(header => $" {header.Name}: {header.Value}"))}{(Body.Length > 0 ? $" and {Body.Length} bytes" : "")} ({Named})";
}
