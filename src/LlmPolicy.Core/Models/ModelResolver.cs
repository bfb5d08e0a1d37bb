namespace LlmPolicy.Models;

/// <summary>
/// Says which model a request asks for. Path and body are what says it, each once, and they have to agree where both count; a query and a header never say it, but for
/// a realtime session's query. Pure, and never throws: what has no one reading is refused.
/// </summary>
internal static class ModelResolver
{
    public static ModelResolution Resolve(in ModelRequest request)
    {
        var endpoint = Endpoints.Find(request);
        if (endpoint.Settled is { } settled)
        {
            return settled;
        }

        var resolution = endpoint.Body is { } form ? OfBody(endpoint, form, request) : new ModelResolution.Asks(endpoint.Model is { } model ? [model] : [], endpoint.Ways);
        return resolution is ModelResolution.Asks asks && Contradicts(request.Query, asks)
            ? ModelResolution.Refused.Ambiguous("The query names another model than the request does elsewhere.")
            : resolution;
    }

    private static ModelResolution OfBody(Endpoint endpoint, BodyForm form, in ModelRequest request)
    {
        if (request.Body is null)
        {
            return new ModelResolution.NeedsBody();
        }

        var found = new ModelFindings();
        var text = BodyText.Open(request, out var refused);
        refused ??= text.Read(form, found);
        return refused ?? Combined(endpoint.Model, form, found, text);
    }

    private static ModelResolution Combined(AskedModel? inPath, BodyForm form, ModelFindings found, in BodyText text)
    {
        if (inPath is not null && found.Model is { } inBody && inPath.Name != inBody.Name)
        {
            return ModelResolution.Refused.Ambiguous("The path names one model, the body another.");
        }

        var model = inPath is null ? found.Model : inPath with { Places = [.. inPath.Places, .. found.Model?.Places ?? []] };
        bool isNamed = model is not null || form.Names.Count == 0 && found.Further.Count > 0;
        var ways = form.Always | found.Overriding | (isNamed ? UnnamedWays.None : found.Ways);
        ways |= isNamed || ways != UnnamedWays.None ? UnnamedWays.None : form.Unnamed;
        return isNamed || ways != UnnamedWays.None
            ? new ModelResolution.Asks(model is null ? found.Further : [model, .. found.Further], ways) { Body = text.Bytes, IsDecoded = text.IsDecoded }
            : ModelResolution.Refused.Unknown("The request names no model.");
    }

    /// <summary>Whether a query names a model that the request does not ask for. It decides nothing, but some gateways let it.</summary>
    private static bool Contradicts(string query, ModelResolution.Asks asks)
    {
        foreach (var named in QueryModels.Find(query, ["model"]))
        {
            if (asks.Models.Count == 0 || named.Name != asks.Models[0].Name)
            {
                return true;
            }
        }

        return false;
    }
}
