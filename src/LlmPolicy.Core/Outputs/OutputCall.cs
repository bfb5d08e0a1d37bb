using LlmPolicy.Exchanges;
using LlmPolicy.Models;

namespace LlmPolicy.Outputs;

/// <summary>How much what goes upstream by now may produce: read once, however many rules ask.</summary>
internal sealed class OutputCall(ModelCall call)
{
    public OutputResolution Output { get; } = OutputResolver.Resolve(call.Request);

    public static OutputResolution Of(Exchange exchange, ModelCall call)
    {
        if (exchange.Reading<OutputCall>() is not { } read || !read.IsOf(call))
        {
            exchange.Keep(read = new OutputCall(call));
        }

        return read.Output;
    }

    private bool IsOf(ModelCall other) => call == other;
}
