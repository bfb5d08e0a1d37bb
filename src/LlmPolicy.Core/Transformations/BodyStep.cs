using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using LlmPolicy.Exchanges;
using LlmPolicy.Http;

namespace LlmPolicy.Transformations;

/// <summary>
/// What transformations without <c>passthrough</c> ask of a request's body, though they change headers alone: it is read whole, and is one JSON text. It is asked once callers are known, on
/// each route: another one's early transformation may have led there.
/// </summary>
internal sealed class BodyStep : IPolicyStep
{
    public static readonly BodyStep Instance = new();

    /// <summary>As much as Envoy keeps of a body.</summary>
    private const int Limit = 1 << 20;

    private static readonly byte[] Mark = [0xef, 0xbb, 0xbf];

    public StepResult Check(Exchange exchange)
    {
        if (exchange.BodyDemand is not { } demand)
        {
            return StepResult.Pass;
        }

        if (UpgradeRequest.Protocol(exchange.Request.Headers) is not null)
        {
            // Envoy waits for the body's end, which a WebSocket that waits for its answer never sends.
            return StepResult.Refuse(new Refusal(ReasonCodes.TransformationBody, 400, "bad request", demand.Position));
        }

        if (exchange.Facts.Body is not { } body)
        {
            return StepResult.Ask(new BodyNeed(Limit, demand.Position));
        }

        if (!body.IsWhole || body.Bytes.Length > Limit)
        {
            return StepResult.Refuse(new Refusal(ReasonCodes.TransformationBody, 413, "payload too large", demand.Position));
        }

        if (body.Bytes.IsEmpty)
        {
            exchange.Headers.Remove(HeaderChange.Remove("content-type", demand.Position));
            return StepResult.Pass;
        }

        return demand.IsJson && !IsJson(body.Bytes.Span)
            ? StepResult.Refuse(new Refusal(ReasonCodes.TransformationBody, 400, "bad request", demand.Position))
            : StepResult.Pass;
    }

    /// <summary>As the transformation's own parser has it: RFC 8259, a byte order mark before it, no number beyond a double and no half of a pair of code units.</summary>
    private static bool IsJson(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes.StartsWith(Mark) ? bytes[Mark.Length..] : bytes;
        if (!Utf8.IsValid(bytes))
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = 1000 });
            bool any = false;
            while (reader.Read())
            {
                any = true;
                if (reader.TokenType == JsonTokenType.Number && !double.IsFinite(double.Parse(reader.ValueSpan, CultureInfo.InvariantCulture)))
                {
                    return false;
                }

                if (reader.ValueIsEscaped)
                {
                    _ = reader.GetString();
                }
            }

            return any;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
