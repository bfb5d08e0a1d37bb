using LlmPolicy.Exchanges;
using LlmPolicy.Http;

namespace LlmPolicy.Transformations;

/// <summary>A stage of <c>stagedTransformations</c>: the first entry that fits changes the request's headers, and what it says of the answer, or else the first response entry that fits, the answer's.</summary>
internal sealed class TransformationStep(string stage, RequestTransformation[] requests, ResponseTransformation[] responses) : IPolicyStep
{
    public IEnumerable<string> Headers =>
        requests.SelectMany(request => (request.Matcher?.Headers ?? []).Select(header => header.Name))
            .Concat(requests.SelectMany(request => new[] { request.Request, request.Response }).Concat(responses.Select(response => response.Response))
                .OfType<HeaderTransformation>().SelectMany(transformation => transformation.Sources));

    public IEnumerable<string> ChangedHeaders =>
        requests.SelectMany(request => new[] { request.Request, request.Response }).Concat(responses.Select(response => response.Response))
            .OfType<HeaderTransformation>().SelectMany(transformation => transformation.Changed);

    /// <summary>The entries by which a request may come to another route.</summary>
    public IEnumerable<RequestTransformation> Rerouting => requests.Where(request => request is { ClearsRoute: true, Request: not null });

    public StepResult Check(Exchange exchange)
    {
        var fitting = requests.FirstOrDefault(request => request.Matcher?.FindMismatch(exchange) is null);
        exchange.Findings?.Transforms(stage, fitting);
        if (fitting?.Request is { } change)
        {
            change.Apply(exchange.Headers, RequestHeader(exchange), RequestHeader(exchange));
            exchange.RouteIsStale |= fitting.ClearsRoute;
        }

        if (fitting?.Body is { } demand)
        {
            exchange.Demand(demand);
        }

        if (fitting?.Response is not null || responses.Length > 0)
        {
            exchange.Filter(new AnswerTransformation(fitting?.Response, responses));
        }

        return StepResult.Pass;
    }

    private static Func<string, string?> RequestHeader(Exchange exchange) => name => exchange.Pseudo(name) ?? exchange.Headers.FirstForTemplate(name);

    private sealed class AnswerTransformation(HeaderTransformation? chosen, ResponseTransformation[] responses) : IAnswerFilter
    {
        public void Apply(Exchange exchange, int statusCode, HeaderView answer)
        {
            var transformation = chosen ?? responses.FirstOrDefault(response => Array.TrueForAll(response.Conditions, condition => condition.IsMatch(name => Lines(answer, statusCode, name))))?.Response;
            transformation?.Apply(answer, answer.First, exchange.Headers.FirstForTemplate);
        }

        private static List<string> Lines(HeaderView answer, int statusCode, string name)
        {
            if (name.Equals(":status", StringComparison.OrdinalIgnoreCase))
            {
                return [statusCode.ToString(System.Globalization.CultureInfo.InvariantCulture)];
            }

            List<string> lines = [];
            foreach (string line in answer.Lines(name))
            {
                lines.Add(line);
            }

            return lines;
        }
    }
}
