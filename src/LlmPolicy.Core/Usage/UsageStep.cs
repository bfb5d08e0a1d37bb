using LlmPolicy.Exchanges;
using LlmPolicy.Models;
using LlmPolicy.Resources;

namespace LlmPolicy.Usage;

/// <summary>Has the answer's usage metered, and a stream report it that would do so only if it is asked to.</summary>
internal sealed class UsageStep(StreamUsage streams, SourcePosition position) : IPolicyStep
{
    private static readonly Refusal Ambiguous = new(
        ReasonCodes.UsageStreamOptions, 400, "stream, stream_options or include_usage is there twice, in another case or with an escape");

    public StepResult Check(Exchange exchange)
    {
        // One meter, however many resources ask for it: the first of them says how.
        if (exchange.OutgoingTarget is not { } target || exchange.Effects.OfType<UsageMetering>().Any())
        {
            return StepResult.Pass;
        }

        byte[]? asking = null;
        if (streams == StreamUsage.Request && exchange.Request.Method == "POST" && StreamCalls.ReportIfAsked(target))
        {
            if (exchange.OutgoingBody is null && exchange.Facts.Body is null)
            {
                return StepResult.Ask(new BodyNeed(ModelRequest.DefaultBodyLimit, position));
            }

            asking = StreamOptions.Asking(BodyOf(exchange).Span, out bool isAmbiguous);
            if (isAmbiguous)
            {
                exchange.Findings?.StreamOptions(Ambiguous.Body, position);
                return StepResult.Refuse(Ambiguous with { Position = position });
            }
        }

        exchange.Findings?.Metered(asking is not null, position);
        if (asking is not null)
        {
            exchange.Send(asking, position);
        }

        exchange.Add(new UsageMetering(asking is not null));
        return StepResult.Pass;
    }

    /// <summary>The body without its content coding; nothing of one that can't be read.</summary>
    private static ReadOnlyMemory<byte> BodyOf(Exchange exchange)
    {
        if (exchange.OutgoingBody is { } outgoing)
        {
            return outgoing;
        }

        string[] codings = [.. exchange.Headers.Fields.Where(field => field.Name.Equals("content-encoding", StringComparison.OrdinalIgnoreCase)).Select(field => field.Value)];
        return exchange.Facts.Body is { IsWhole: true, Bytes: var bytes } ? ContentCoding.Open(bytes, codings, ModelRequest.DefaultBodyLimit, out _) ?? default : default;
    }
}
