namespace LlmPolicy.Usage;

/// <summary>Finds out what an answer is by its first byte: JSON, server-sent events or AWS's event stream. The content type is asked if that does not tell.</summary>
internal sealed class AnswerForm(string contentType, UsageReport report, TextSample? sample) : AnswerReader
{
    private static readonly byte[] Mark = [0xEF, 0xBB, 0xBF];

    private AnswerReader? _form;
    private int _marked;

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        if (_form is null)
        {
            while (!bytes.IsEmpty && _marked < Mark.Length && bytes[0] == Mark[_marked])
            {
                _marked++;
                bytes = bytes[1..];
            }

            bytes = bytes.TrimStart(" \t\r\n"u8);
            if (bytes.IsEmpty)
            {
                return;
            }

            _form = FormOf(bytes[0]);
        }

        _form.Write(bytes);
    }

    public override void Complete() => _form?.Complete();

    private AnswerReader FormOf(byte first) => first switch
    {
        (byte)'{' or (byte)'[' => new JsonDocuments(MemberNode.Answers, report, sample),
        (byte)'d' or (byte)'e' or (byte)'i' or (byte)'r' or (byte)':' => new ServerSentEvents(report, sample),
        0 => new AwsEventStream(report, sample),
        _ when contentType.Contains("event-stream", StringComparison.OrdinalIgnoreCase) => new ServerSentEvents(report, sample),
        _ => new Unread(),
    };
}
