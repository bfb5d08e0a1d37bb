using System.Buffers.Binary;

namespace LlmPolicy.Usage;

/// <summary>
/// AWS's binary event stream (<c>application/vnd.amazon.eventstream</c>): messages of a prelude (their length, the headers' length, both checked by a CRC), headers, a payload
/// and a CRC of all. A payload is one JSON document. A message counts when it is whole and its CRC fits; behind one that does not fit, nothing is read.
/// </summary>
internal sealed class AwsEventStream(UsageReport report, TextSample? sample) : AnswerReader
{
    private const int PreludeLength = 12;
    private const int ChecksumLength = 4;

    /// <summary>What AWS allows for a message.</summary>
    private const uint LongestMessage = 24 * 1024 * 1024;

    private readonly JsonDocuments _documents = new(MemberNode.Answers, report, sample);
    private readonly UsageReport _before = new();
    private readonly byte[] _fixed = new byte[PreludeLength];
    private readonly AwsEventHeaders _headers = new();
    private Place _place;
    private Crc32 _crc;
    private int _fixedLength;
    private uint _headersLeft;
    private uint _payloadLeft;

    private enum Place
    {
        Prelude,
        Headers,
        Payload,
        Checksum,
        Broken,
    }

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && _place != Place.Broken)
        {
            bytes = bytes[Take(bytes)..];
        }
    }

    public override void Complete()
    {
        if (_place is Place.Payload or Place.Checksum)
        {
            report.CopyFrom(_before);
        }
    }

    private int Take(ReadOnlySpan<byte> bytes) => _place switch
    {
        Place.Prelude => TakeFixed(bytes, PreludeLength, Begin),
        Place.Headers => TakeHeaders(bytes[..(int)Math.Min((uint)bytes.Length, _headersLeft)]),
        Place.Payload => TakePayload(bytes[..(int)Math.Min((uint)bytes.Length, _payloadLeft)]),
        _ => TakeFixed(bytes, ChecksumLength, End),
    };

    private int TakeFixed(ReadOnlySpan<byte> bytes, int length, Action complete)
    {
        int taken = Math.Min(bytes.Length, length - _fixedLength);
        bytes[..taken].CopyTo(_fixed.AsSpan(_fixedLength));
        _fixedLength += taken;
        if (_fixedLength == length)
        {
            complete();
            _fixedLength = 0;
        }

        return taken;
    }

    private int TakeHeaders(ReadOnlySpan<byte> bytes)
    {
        _crc.Add(bytes);
        _headers.Add(bytes);
        _headersLeft -= (uint)bytes.Length;
        Proceed();
        return bytes.Length;
    }

    private int TakePayload(ReadOnlySpan<byte> bytes)
    {
        _crc.Add(bytes);
        _documents.Write(bytes);
        _payloadLeft -= (uint)bytes.Length;
        Proceed();
        return bytes.Length;
    }

    private void Begin()
    {
        uint length = BinaryPrimitives.ReadUInt32BigEndian(_fixed);
        _headersLeft = BinaryPrimitives.ReadUInt32BigEndian(_fixed.AsSpan(4));
        _crc = default;
        _crc.Add(_fixed.AsSpan(0, 8));
        if (_crc.Value != BinaryPrimitives.ReadUInt32BigEndian(_fixed.AsSpan(8))
            || length is > LongestMessage or < PreludeLength + ChecksumLength
            || _headersLeft > length - PreludeLength - ChecksumLength)
        {
            _place = Place.Broken;
            return;
        }

        _crc.Add(_fixed.AsSpan(8, 4));
        _payloadLeft = length - PreludeLength - ChecksumLength - _headersLeft;
        _headers.Clear();
        _before.CopyFrom(report);
        Proceed();
    }

    private void Proceed() => _place = _headersLeft > 0 ? Place.Headers : _payloadLeft > 0 ? Place.Payload : Place.Checksum;

    private void End()
    {
        if (_crc.Value != BinaryPrimitives.ReadUInt32BigEndian(_fixed))
        {
            report.CopyFrom(_before);
            _place = Place.Broken;
            return;
        }

        _documents.End();
        if (_headers.SayException)
        {
            report.Fail();
        }

        _place = Place.Prelude;
    }
}
