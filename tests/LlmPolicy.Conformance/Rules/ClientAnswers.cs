using System.Text.RegularExpressions;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Rules;

/// <summary>What an upstream answers and the gateway's client does not read, or its server does not send: Envoy passes it on.</summary>
internal static partial class ClientAnswers
{
    private const string ProtocolError = "upstream connect error or disconnect/reset before headers. reset reason: protocol error";

    public static DifferenceRule Rule { get; } = new(
        "client.answer",
        "A status line that RFC 9112 does not know, a 205 with a body and a 101 that nobody asked for are no answers: 502.",
        difference => difference.RefusesForwarded(502, ProtocolError) && (difference.Request.Script ?? []).Any(steps => IsOdd(steps, difference.Request)));

    /// <summary>The final answer of a try.</summary>
    private static bool IsOdd(IReadOnlyList<ScriptStep> steps, CaseRequest request)
    {
        string sent = Interim().Replace(string.Concat(steps.OfType<ScriptStep.Send>().Select(step => step.Bytes)), "");
        string status = StatusLine().Match(sent).Groups["status"].Value;
        return sent.Length > 0 ? status.Length == 0 || (status == "205" && HasBody().IsMatch(sent)) || (status == "101" && !IsAsked(sent, request))
            : steps.OfType<ScriptStep.Answer>().FirstOrDefault() is { Status: 205, Body.Length: > 0 };
    }

    private static bool IsAsked(string answer, CaseRequest request) =>
        RawUpgrade.Protocol(request) is { } asked && Upgrade().Match(answer).Groups["protocol"].Value.Equals(asked, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"\AHTTP/1\.[0-9] (?<status>[1-9][0-9][0-9])[ \r\n]")]
    private static partial Regex StatusLine();

    [GeneratedRegex(@"\A(HTTP/1\.[0-9] 1(?!01)[0-9][0-9](?![0-9])[^\n]*\n([^\r\n]+\r?\n)*\r?\n)+")]
    private static partial Regex Interim();

    [GeneratedRegex(@"\n(content-length: *0*[1-9]|transfer-encoding:)", RegexOptions.IgnoreCase)]
    private static partial Regex HasBody();

    [GeneratedRegex(@"\nupgrade: *(?<protocol>[^\r\n]*)", RegexOptions.IgnoreCase)]
    private static partial Regex Upgrade();
}
