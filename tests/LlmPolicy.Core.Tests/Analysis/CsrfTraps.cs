namespace LlmPolicy.Tests;

/// <summary>LLMP2075 to LLMP2077: <c>csrf</c> and <c>faults</c>.</summary>
internal static class CsrfTraps
{
    public static IReadOnlyDictionary<string, Trap> All { get; } = new Dictionary<string, Trap>
    {
        ["csrf that is empty"] = new(DiagnosticCodes.CsrfIdle, Host("csrf: §{}"), "0 %"),
        ["csrf without a share"] = new(DiagnosticCodes.CsrfIdle, Host("csrf: §{additionalOrigins: [{exact: a.example}]}"), "0 %"),
        ["csrf in the shadow"] = new(DiagnosticCodes.CsrfIdle, Host("csrf: §{shadowEnabled: {defaultValue: {numerator: 100}}}"), "shadow") { Severity = DiagnosticSeverity.Note },
        ["an origin with its scheme"] = new(DiagnosticCodes.CsrfOrigin, On("{exact: §'https://a.example'}"), "a.example"),
        ["a suffix inside a name"] = new(DiagnosticCodes.CsrfOrigin, On("{suffix: §a.example}"), "evila.example"),
        ["a prefix"] = new(DiagnosticCodes.CsrfOrigin, On("{prefix: §a.example}"), "a.example.evil.example"),
        ["faults for all"] = new(
            DiagnosticCodes.AbortsAll, Sound.Host(Sound.Route("prefix: /", "{faults: {abort: §{percentage: 100, httpStatus: 503}}}")), "503"),
    };

    public static IReadOnlyDictionary<string, string> NearMisses { get; } = new Dictionary<string, string>
    {
        ["csrf with hosts"] = On("{exact: a.example}, {suffix: .a.example}, {safeRegex: {regex: 'a\\.example'}}"),
        ["faults for some"] = Sound.Host(Sound.Route("prefix: /", "{faults: {abort: {percentage: 2.5, httpStatus: 503}}}")),
        ["faults on a direct response"] = Sound.Host("- {matchers: [{prefix: /}], directResponseAction: {status: 200}, options: {faults: {abort: {percentage: 100, httpStatus: 503}}}}"),
    };

    private static string Host(string options) => Sound.Host(Sound.Route("prefix: /"), options);

    private static string On(string origins) => Host($"csrf: {{filterEnabled: {{defaultValue: {{numerator: 100}}}}, additionalOrigins: [{origins}]}}");
}
