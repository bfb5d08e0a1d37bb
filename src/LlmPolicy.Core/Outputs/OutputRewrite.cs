using System.Globalization;
using System.Text;

namespace LlmPolicy.Outputs;

/// <summary>Sets a request's output limit in its body; all else stays as it is, byte by byte.</summary>
internal static class OutputRewrite
{
    /// <summary>The body in which no more than <paramref name="tokens"/> may be produced, over all of its answers: what is declared higher, or as 0, is set, what is missing is put in.</summary>
    /// <param name="output">What the request says.</param>
    /// <param name="tokens">The most tokens of output, over all answers. Each may have its share, rounded down.</param>
    /// <returns>The body; null where no limit would hold, or where an answer's share is less than a token.</returns>
    public static ReadOnlyMemory<byte>? Limit(OutputResolution.Produces output, long tokens)
    {
        if (output.Form.Kind == OutputKind.None || output.IsBound && output.Limit is { } declared && declared <= tokens / output.Multiplier)
        {
            return output.Body;
        }

        long share = tokens / output.Multiplier;
        if (!output.IsBound || share < 1)
        {
            return null;
        }

        return output.Declared.Count > 0 ? Lowered(output, share) : Written(output.Body.Span, [output.Put!.Value], share);
    }

    private static byte[] Lowered(OutputResolution.Produces output, long share) => Written(output.Body.Span, output.Declared.Where(place => place.Limit is 0 || place.Limit > share), share);

    private static byte[] Written(ReadOnlySpan<byte> body, IEnumerable<OutputPlace> places, long limit)
    {
        string number = limit.ToString(CultureInfo.InvariantCulture);
        using var written = new MemoryStream(body.Length + 64);
        int copied = 0;
        foreach (var place in places)
        {
            written.Write(body[copied..place.Offset]);
            written.Write(Encoding.ASCII.GetBytes(place.Before + number + place.Behind));
            copied = place.Offset + place.Length;
        }

        written.Write(body[copied..]);
        return written.ToArray();
    }
}
