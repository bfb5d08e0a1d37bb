using LlmPolicy.Exchanges;
using LlmPolicy.Models;

namespace LlmPolicy.Outputs;

/// <summary>How much what goes upstream by now may produce: read once, however many rules ask.</summary>
/// <param name="Call">What goes upstream.</param>
/// <param name="Output">What that may produce.</param>
internal sealed record OutputCall(ModelCall Call, OutputResolution Output)
{
    public static OutputResolution Of(Exchange exchange, ModelCall call)
    {
        if (exchange.Reading<OutputCall>() is not { } read || read.Call != call)
        {
            exchange.Keep(read = new OutputCall(call, OutputResolver.Resolve(call.Request)));
        }

        return read.Output;
    }
}
