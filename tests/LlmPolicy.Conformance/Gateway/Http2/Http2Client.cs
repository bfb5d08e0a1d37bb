using System.Globalization;
using System.Text;
using LlmPolicy.Conformance.Gateway.Wire;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Gateway.Http2;

/// <summary>Puts a case to the gateway over HTTP/2 with prior knowledge, and tells all that came back.</summary>
internal sealed class Http2Client(int port)
{
    public async Task<Answer> SendAsync(SuiteCase recorded)
    {
        Http2Request request = recorded.Request.Http2 ?? throw new ArgumentException("It has no block.", nameof(recorded));
        await using ClientConnection connection = await ClientConnection.OpenAsync(port);
        connection.Send(Http2Pieces.Of(request));
        connection.Patience = recorded.Expect.Status == 0 ? Patience.ForUnexpected : Patience.ForExpected;
        StreamAnswer stream = new(request.OpensTunnel);
        FrameReader frames = new(connection.Bytes);
        while (!stream.IsOver && await frames.ReadAsync() is { } frame)
        {
            if (Reply(frame) is { } reply)
            {
                connection.Send([reply]);
            }

            bool before = stream.HasHead;
            stream.Take(frame);
            if (stream.HasHead && !before)
            {
                connection.Send(request.Then.Select(Http2Pieces.More));
            }

            connection.Patience = PatienceFor(recorded.Expect, stream);
        }

        await ReadLeftoversAsync(request, connection, frames, stream);
        return stream.Seen(frames.End);
    }

    /// <summary>On a stream that the client has not ended, a reset may follow the answer.</summary>
    private static async Task ReadLeftoversAsync(Http2Request request, ClientConnection connection, FrameReader frames, StreamAnswer stream)
    {
        connection.Patience = Patience.AfterAnswer;
        while (request.Open && stream.IsOver && frames.End is null && await frames.ReadAsync() is { } frame)
        {
            stream.Take(frame);
        }
    }

    private static TimeSpan PatienceFor(Expectation expected, StreamAnswer stream) =>
        !stream.HasHead ? expected.Status == 0 ? Patience.ForUnexpected : Patience.ForExpected
        : expected.Cut == "open" || stream.IsTunnel ? Patience.ForUnexpected
        : Patience.ForExpected;

    private static WirePiece? Reply(Frame frame) => frame switch
    {
        { Type: FrameType.Settings } when !frame.Has(Frame.Ack) => WirePiece.Of(new Frame(FrameType.Settings, Frame.Ack, 0, "").ToBytes()),
        { Type: FrameType.Ping } when !frame.Has(Frame.Ack) => WirePiece.Of((frame with { Flags = Frame.Ack }).ToBytes()),
        _ => null,
    };

    /// <summary>What has come of the answer on the stream.</summary>
    private sealed class StreamAnswer(bool asksForTunnel)
    {
        private readonly List<(int, IReadOnlyList<HeaderField>)> _interim = [];
        private readonly StringBuilder _block = new();
        private readonly StringBuilder _body = new();
        private Answer _answer = Answer.None;
        private bool _blockEndsStream;
        private bool _ended;

        public bool HasHead => _answer.Status > 0;

        public bool IsTunnel => asksForTunnel && _answer.Status is >= 200 and < 300;

        public bool IsOver => _ended || _answer.WasReset;

        public void Take(Frame frame)
        {
            switch (frame.Type)
            {
                case FrameType.GoAway:
                    _answer = _answer with { GoAway = true };
                    break;
                case FrameType.ResetStream when frame.Stream == Http2Pieces.Stream:
                    _answer = _answer with { WasReset = true };
                    break;
                case FrameType.Data when frame.Stream == Http2Pieces.Stream:
                    _body.Append(frame.Content);
                    _ended |= frame.Has(Frame.EndStream);
                    break;
                case FrameType.Headers when frame.Stream == Http2Pieces.Stream:
                    _blockEndsStream = frame.Has(Frame.EndStream);
                    TakeBlock(frame);
                    break;
                case FrameType.Continuation when frame.Stream == Http2Pieces.Stream:
                    TakeBlock(frame);
                    break;
            }
        }

        public Answer Seen(WireEnd? end) => _answer with
        {
            Interim = _interim,
            Body = IsTunnel ? "" : _body.ToString(),
            Tunnel = IsTunnel ? _body.ToString() : null,
            Cut = !HasHead || IsTunnel ? null : _answer.WasReset ? WireEnd.Reset : _ended ? null : end,
        };

        private void TakeBlock(Frame frame)
        {
            _block.Append(frame.Content);
            if (!frame.Has(Frame.EndHeaders))
            {
                return;
            }

            IReadOnlyList<HeaderField> fields = HeaderBlock.Read(_block.ToString());
            _block.Clear();
            _ended |= _blockEndsStream;
            HeaderField[] headers = [.. fields.Where(field => !field.Name.StartsWith(':'))];
            if (HasHead)
            {
                _answer = _answer with { Trailers = headers };
                return;
            }

            int status = int.Parse(fields.First(field => field.Name == ":status").Value, CultureInfo.InvariantCulture);
            if (status < 200)
            {
                _interim.Add((status, headers));
            }
            else
            {
                _answer = _answer with { Status = status, Headers = headers };
            }
        }
    }
}
