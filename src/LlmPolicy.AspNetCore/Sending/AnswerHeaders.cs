namespace LlmPolicy.Sending;

/// <summary>The headers of an upstream's answer.</summary>
internal static class AnswerHeaders
{
    public static IReadOnlyList<HeaderField> Read(HttpResponseMessage upstream) =>
    [
        .. from header in upstream.Headers.NonValidated.Concat(upstream.Content.Headers.NonValidated)
           from value in header.Value
           select new HeaderField(header.Key, value),
    ];
}
