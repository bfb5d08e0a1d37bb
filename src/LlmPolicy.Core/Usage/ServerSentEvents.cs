namespace LlmPolicy.Usage;

/// <summary>
/// Server-sent events (WHATWG HTML, 9.2.6): the data of each is one JSON document, if it begins as an object; <c>[DONE]</c> does not. Names, ids and comments say nothing
/// that the documents don't. An event is read while it comes, and counts when its document is whole, whether or not a blank line follows.
/// </summary>
internal sealed class ServerSentEvents(UsageReport report, TextSample? sample) : AnswerReader
{
    private readonly JsonDocuments _documents = new(MemberNode.Answers, report, sample);
    private Place _place;
    private Data _data;
    private int _named;
    private bool _wasReturn;

    private enum Place
    {
        LineStart,
        Name,
        ValueStart,
        Value,
        Ignored,
    }

    private enum Data
    {
        None,
        Document,
        Other,
    }

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
            ReadLine(end < 0 ? bytes : bytes[..end]);
            if (end < 0)
            {
                return;
            }

            EndLine(isLineFeed: bytes[end] == '\n');
            bytes = bytes[(end + 1)..];
        }
    }

    public override void Complete() => _documents.Complete();

    private void ReadLine(ReadOnlySpan<byte> part)
    {
        while (!part.IsEmpty && _place is not (Place.Value or Place.Ignored))
        {
            _place = Next(part[0], out bool isTaken);
            part = isTaken ? part[1..] : part;
            _wasReturn = false;
        }

        if (_place == Place.Value && !part.IsEmpty)
        {
            ReadData(part);
        }
    }

    private Place Next(byte next, out bool isTaken)
    {
        isTaken = true;
        if (_place == Place.LineStart)
        {
            _named = 0;
            _place = Place.Name;
        }

        if (_place == Place.ValueStart)
        {
            isTaken = next == ' ';
            return Place.Value;
        }

        var name = "data"u8;
        if (_named == name.Length)
        {
            return next == ':' ? Place.ValueStart : Place.Ignored;
        }

        return next == name[_named++] ? Place.Name : Place.Ignored;
    }

    private void ReadData(ReadOnlySpan<byte> part)
    {
        if (_data == Data.None)
        {
            part = part.TrimStart(" \t"u8);
            if (part.IsEmpty)
            {
                return;
            }

            _data = part[0] == '{' ? Data.Document : Data.Other;
        }

        if (_data == Data.Document)
        {
            _documents.Write(part);
        }
    }

    private void EndLine(bool isLineFeed)
    {
        if (_place == Place.LineStart && isLineFeed && _wasReturn)
        {
            _wasReturn = false;
            return;
        }

        if (_place == Place.LineStart)
        {
            _documents.End();
            _data = Data.None;
        }
        else if (_place is Place.Value && _data == Data.Document)
        {
            _documents.Write("\n"u8);
        }

        _place = Place.LineStart;
        _wasReturn = !isLineFeed;
    }
}
