using System.Buffers;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Runners;

/// <summary>Whether a request can be split into method, target and version at all: no server hands a policy anything else.</summary>
internal static class RequestLine
{
    private static readonly SearchValues<char> Breaking = SearchValues.Create(" \t\r\n\0");

    public static Answer Refusal { get; } = new(400, [new("content-type", "text/plain")], "Bad Request", null);

    public static bool IsOne(CaseRequest request) => IsWord(request.Method) && IsWord(request.Target);

    private static bool IsWord(string part) => part.Length > 0 && !part.AsSpan().ContainsAny(Breaking);
}
