namespace LlmPolicy.Usage;

/// <summary>What an answer has said so far. A document counts when it ends, and what it says replaces what an earlier one said of the same.</summary>
internal sealed class UsageReport
{
    /// <summary>What covers the text that passed.</summary>
    private static readonly UsageMember[] Outputs =
        [UsageMember.Output, UsageMember.Thoughts, UsageMember.Total, UsageMember.BilledOutput, UsageMember.MeteredOutput];

    private readonly UsageCounts _open = new();
    private readonly UsageCounts _document = new();
    private readonly UsageCounts _response = new();
    private readonly UsageCounts _earlier = new();
    private bool _hasId;
    private string? _reportedId;
    private long _text;
    private long _delta;
    private long _restatedHere;
    private bool _hasFailed;

    /// <summary>The response that a document named last.</summary>
    public string? Id { get; private set; }

    /// <summary>The model's name, as it was said last.</summary>
    public string? Model { get; set; }

    /// <summary>Whether the document's delta is sound, in Base64.</summary>
    public bool IsSound { get; set; }

    /// <summary>Whether a document, not a header, said something.</summary>
    public bool IsReported { get; private set; }

    /// <summary>Whether an error came, and no text.</summary>
    public bool IsRefused => _hasFailed && TextBytes == 0;

    /// <summary>Bytes of text that passed, as far as it came in pieces or once.</summary>
    public long TextBytes { get; private set; }

    /// <summary>Bytes of text that passed after output was reported last.</summary>
    public long TextBytesUnreported { get; private set; }

    /// <summary>What the responses on this connection said, each one's last word.</summary>
    public UsageCounts Counts()
    {
        UsageCounts all = new();
        all.AddAll(_earlier);
        all.AddAll(_response);
        return all;
    }

    /// <summary>What a header says: the first word, which any document replaces.</summary>
    public void CountHeader(UsageMember member, long number) => _response.Set(member, number);

    public void Count(UsageCount count, long number)
    {
        if (count.Adds)
        {
            _open.Add(count.Member, number);
        }
        else
        {
            _open.Set(count.Member, number);
        }
    }

    /// <summary>The object that the counts stand in is whole: they are believed.</summary>
    public void Believe()
    {
        if (!_open.IsEmpty)
        {
            _document.Replace(_open);
            _open.Clear();
        }
    }

    public void AddText(AnswerPart part, long bytes)
    {
        switch (part)
        {
            case AnswerPart.Text:
                _text += bytes;
                break;
            case AnswerPart.Delta:
                _delta += bytes;
                break;
            case AnswerPart.Restated:
                _restatedHere += bytes;
                break;
        }
    }

    /// <summary>The document is of that response.</summary>
    public void SetId(string id)
    {
        Id = id;
        _hasId = true;
    }

    public void Fail() => _hasFailed = true;

    /// <summary>Ends a document, whole or cut. Counts of an object that the cut went through are none.</summary>
    public void EndDocument()
    {
        _open.Clear();
        EndText();
        if (!_document.IsEmpty)
        {
            EndCounts();
        }

        _hasId = false;
        IsSound = false;
    }

    public void CopyFrom(UsageReport other)
    {
        _open.CopyFrom(other._open);
        _document.CopyFrom(other._document);
        _response.CopyFrom(other._response);
        _earlier.CopyFrom(other._earlier);
        (Id, _hasId, _reportedId, Model) = (other.Id, other._hasId, other._reportedId, other.Model);
        (_text, _delta, _restatedHere) = (other._text, other._delta, other._restatedHere);
        (TextBytes, TextBytesUnreported) = (other.TextBytes, other.TextBytesUnreported);
        (_hasFailed, IsSound, IsReported) = (other._hasFailed, other.IsSound, other.IsReported);
    }

    private void EndText()
    {
        long bytes = _text + (IsSound ? 0 : _delta);
        if (bytes == 0 && _restatedHere > TextBytes)
        {
            bytes = _restatedHere - TextBytes;
        }

        TextBytes += bytes;
        TextBytesUnreported = SaysOutput() ? 0 : TextBytesUnreported + bytes;
        (_text, _delta, _restatedHere) = (0, 0, 0);
    }

    private bool SaysOutput() => !_document.IsEmpty && Array.Exists(Outputs, member => _document[member] is not null);

    private void EndCounts()
    {
        if (_hasId && _reportedId is not null && Id != _reportedId)
        {
            _earlier.AddAll(_response);
            _response.Clear();
        }

        _reportedId = _hasId ? Id : _reportedId;
        _response.Replace(_document);
        IsReported |= _document.IsReport;
        _document.Clear();
    }
}
