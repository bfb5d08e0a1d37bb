using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using LlmPolicy.Json;

namespace LlmPolicy.Usage;

/// <summary>Follows a document's tokens down the tree of members that say something. What is not in the tree is passed over.</summary>
internal sealed class DocumentWalker(MemberNode root, UsageReport report, TextSample? sample)
{
    private const int LongestText = 256;

    private readonly (MemberNode Node, bool IsArray)[] _open = new (MemberNode, bool)[MemberNode.Deepest];
    private readonly TaggedElement _element = new();
    private int _depth;
    private int _passedOver;
    private MemberNode? _next;
    private JsonDocuments? _chunk;

    /// <summary>Whether a document is begun and not yet whole.</summary>
    public bool IsInside => _depth > 0;

    /// <summary>Where a value would stand that comes now; null if it would say nothing.</summary>
    private MemberNode? Current => _passedOver > 0 || _depth == 0 ? null : _open[_depth - 1] is { IsArray: true } list ? list.Node : _next;

    /// <summary>Reads a token.</summary>
    /// <param name="reader">Stands at it.</param>
    /// <param name="longString">The length of a string that was too long to be shown; zero if it is shown.</param>
    public void Read(ref Utf8JsonReader reader, long longString)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                Open(reader.TokenType == JsonTokenType.StartArray);
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                Close();
                break;
            case JsonTokenType.PropertyName:
                _next = _passedOver > 0 ? null : _open[_depth - 1].Node.Child(reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(TextOf(ref reader)) : reader.ValueSpan);
                break;
            case JsonTokenType.Number when Current is { Counts.Length: > 0 } node:
                ReadNumber(node, ref reader);
                break;
            case JsonTokenType.String when Current is { Part: not AnswerPart.None } node:
                ReadString(node, ref reader, longString);
                break;
        }
    }

    /// <summary>A string that has no end.</summary>
    public void ReadCutString(long bytes)
    {
        if (Current is { } node)
        {
            report.AddText(node.Part, bytes);
        }
    }

    /// <summary>There is no more of this document: what it says counts, but not an object of usage that the cut went through.</summary>
    public void Complete()
    {
        report.EndDocument();
        _depth = 0;
        _passedOver = 0;
        _next = null;
    }

    private void Open(bool isArray)
    {
        var node = _depth == 0 && _passedOver == 0 ? root : Current;
        if (node is null || _depth == _open.Length)
        {
            _passedOver++;
            return;
        }

        if (node.Part == AnswerPart.Error)
        {
            report.Fail();
        }

        if (node.IsTagged && !isArray)
        {
            _element.Begin();
        }

        _open[_depth++] = (node, isArray);
    }

    private void Close()
    {
        if (_passedOver > 0)
        {
            _passedOver--;
            return;
        }

        var (node, isArray) = _open[--_depth];
        if (node.IsTagged && !isArray)
        {
            _element.ReportTo(report);
        }

        bool isElement = _depth > 0 && _open[_depth - 1].Node == node;
        if (node.IsHolder && !isElement || node == root && !isArray)
        {
            report.Believe();
        }

        if (node == root && !isArray)
        {
            report.EndDocument();
        }
    }

    private void ReadNumber(MemberNode node, ref Utf8JsonReader reader)
    {
        foreach (var count in node.Counts)
        {
            if (!UsageNumber.TryRead(ref reader, count.Member, out long number))
            {
                continue;
            }

            if (count.Tag is null)
            {
                report.Count(count, number);
            }
            else
            {
                _element.Add(count, number);
            }
        }
    }

    private void ReadString(MemberNode node, ref Utf8JsonReader reader, long longString)
    {
        switch (node.Part)
        {
            case AnswerPart.Text or AnswerPart.Delta or AnswerPart.Restated:
                report.AddText(node.Part, longString > 0 ? longString : LengthOf(ref reader));
                SampleText(node.Part, ref reader);
                break;
            case AnswerPart.Nested:
                ReadChunk(reader.ValueSpan);
                break;
            case AnswerPart.Error:
                report.Fail();
                break;
            case AnswerPart.Kind:
                ReadKind(ref reader);
                break;
            case AnswerPart.Tag:
                _element.SetTag(TextOf(ref reader));
                break;
            case AnswerPart.Id:
                report.SetId(IsKnown(report.Id, ref reader) ? report.Id! : TextOf(ref reader));
                break;
            case AnswerPart.Model when !IsKnown(report.Model, ref reader) && TextOf(ref reader) is { Length: > 0 } model:
                ReadModel(node, model);
                break;
        }
    }

    /// <summary>Sound is no text, and what is told once more was looked at before.</summary>
    private void SampleText(AnswerPart part, ref Utf8JsonReader reader)
    {
        if (sample is not null && !(part == AnswerPart.Delta && report.IsSound) && !(part == AnswerPart.Restated && report.TextBytes > 0))
        {
            sample.Add(ref reader, report.Model);
        }
    }

    private void ReadModel(MemberNode node, string model)
    {
        if (node.PartTag is { } tag)
        {
            _element.SetModel(tag, model);
        }
        else
        {
            report.Model = model;
        }
    }

    private void ReadKind(ref Utf8JsonReader reader)
    {
        if (reader.ValueSpan.SequenceEqual("error"u8))
        {
            report.Fail();
        }
        else if (reader.ValueSpan.EndsWith("audio.delta"u8))
        {
            report.IsSound = true;
        }
    }

    /// <summary>Whether it is what every chunk says again.</summary>
    private static bool IsKnown(string? known, ref Utf8JsonReader reader) => known is not null && !reader.ValueIsEscaped && reader.ValueTextEquals(known);

    /// <summary>A name or a short text; empty if it is too long or no Unicode.</summary>
    private static string TextOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.ValueSpan.Length > LongestText ? "" : reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }

    private static long LengthOf(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return reader.ValueSpan.Length;
        }

        JsonStringLength length = default;
        length.Read(reader.ValueSpan, out _);
        return length.Bytes;
    }

    private void ReadChunk(ReadOnlySpan<byte> base64)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(Base64.GetMaxDecodedFromUtf8Length(base64.Length));
        try
        {
            if (Base64.DecodeFromUtf8(base64, bytes, out _, out int length) == OperationStatus.Done)
            {
                _chunk ??= new(MemberNode.Chunks, report, sample);
                _chunk.Write(bytes.AsSpan(0, length));
                _chunk.End();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
