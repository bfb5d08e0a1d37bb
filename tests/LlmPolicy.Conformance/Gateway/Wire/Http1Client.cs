using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Gateway.Wire;

/// <summary>Puts a case to the gateway over HTTP/1.1, and tells all that came back.</summary>
internal sealed partial class Http1Client(int port)
{
    public async Task<Answer> SendAsync(SuiteCase recorded)
    {
        await using ClientConnection connection = await ClientConnection.OpenAsync(port);
        connection.Send(Http1Pieces.Of(recorded.Request));
        HttpReader http = new(connection.Bytes);
        string[] methods = Methods(recorded.Request);
        List<Answer> answers = [];
        string junk = "";
        do
        {
            connection.Patience = PatienceFor(recorded.Expect, answers.Count);
            string method = methods[Math.Min(answers.Count, methods.Length - 1)];
            (Answer? answer, junk) = await ReadAsync(http, connection, recorded.Expect, method);
            if (answer is not null)
            {
                answers.Add(answer);
            }
        }
        while (recorded.Request.Raw is not null && http.End is null && junk.Length == 0);

        return (answers.Count > 0 ? answers[0] : Answer.None) with
        {
            More = [.. answers.Skip(1)],
            End = recorded.Request.Raw is null ? null : http.End ?? WireEnd.Open,
            Junk = junk,
        };
    }

    private static TimeSpan PatienceFor(Expectation expected, int answers) =>
        answers == 0
            ? expected.Status == 0 ? Patience.ForUnexpected : Patience.ForExpected
            : answers <= expected.More.Count ? Patience.ForExpected : PatienceForEnd(expected);

    /// <summary>Where the recording's connection ended, ours has a little longer to do so.</summary>
    private static TimeSpan PatienceForEnd(Expectation expected) => expected.End == "open" ? Patience.AfterAnswer : Patience.ForUnexpected;

    private static async Task<(Answer? Answer, string Junk)> ReadAsync(HttpReader http, ClientConnection connection, Expectation expected, string method)
    {
        List<(int, IReadOnlyList<HeaderField>)> interim = [];
        while (await http.ReadLineAsync() is { } line)
        {
            if (StatusLine().Match(line) is not { Success: true } match)
            {
                return (null, line);
            }

            int status = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
            if (await http.ReadHeadersAsync() is not { } headers)
            {
                return (null, line);
            }

            if (status is >= 200 or 101)
            {
                Answer head = new(status, headers, "", null) { Interim = interim };
                return (status == 101 ? await TunnelAsync(http, connection, expected, head) : await BodyAsync(http, connection, expected, head, method), "");
            }

            interim.Add((status, headers));
        }

        return (interim.Count > 0 ? Answer.None with { Interim = interim } : null, http.Rest);
    }

    private static async Task<Answer> BodyAsync(HttpReader http, ClientConnection connection, Expectation expected, Answer head, string method)
    {
        connection.Patience = expected.Cut == "open" ? Patience.ForUnexpected : Patience.ForExpected;
        StringBuilder body = new();
        IReadOnlyList<HeaderField>? trailers = await http.ReadBodyAsync(
            BodyFraming.OfResponse(head.Status, method, head.Headers), part => body.Append(part));
        return head with { Body = body.ToString(), Trailers = trailers ?? [], Cut = trailers is null ? http.End : null };
    }

    /// <summary>What comes through an upgrade until it ends, or nothing more comes.</summary>
    private static async Task<Answer> TunnelAsync(HttpReader http, ClientConnection connection, Expectation expected, Answer head)
    {
        StringBuilder tunnel = new();
        connection.Patience = expected.Tunnel?.Length > 0 ? Patience.ForUnexpected : PatienceForEnd(expected);
        await http.ReadBodyAsync(new BodyFraming(BodyKind.UntilClose), part =>
        {
            tunnel.Append(part);
            connection.Patience = tunnel.Length == expected.Tunnel?.Length ? PatienceForEnd(expected) : Patience.ForUnexpected;
        });
        return head with { Tunnel = tunnel.ToString() };
    }

    /// <summary>The methods of all requests on the connection, as far as they can be read: of HEAD no body is to come.</summary>
    private static string[] Methods(CaseRequest request) =>
        request.Raw is not { } raw
            ? [request.Method]
            : [request.Method, .. RequestLine().Matches(string.Concat(raw.Select(piece => piece.Bytes))).Skip(1).Select(match => match.Groups[1].Value)];

    [GeneratedRegex(@"^HTTP/1\.[01] ([0-9]{3})( |$)")]
    private static partial Regex StatusLine();

    [GeneratedRegex(@"([A-Z]+) \S+ HTTP/1\.[01]\r?\n")]
    private static partial Regex RequestLine();
}
