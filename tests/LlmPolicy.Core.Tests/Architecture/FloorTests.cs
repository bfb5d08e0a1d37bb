using System.Reflection;

namespace LlmPolicy.Tests;

/// <summary>The floors of Core: evaluation knows no resource, so that another manifest language can be compiled to the same form.</summary>
public sealed class FloorTests
{
    private static readonly string[] BaseRooms = ["Http", "Json", "RegularExpressions"];

    private static readonly string[] EvaluationRooms =
        [.. BaseRooms, "Exchanges", "Codec", "Cors", "Csrf", "Headers", "Jwt", "Jwt.Keys", "Jwt.Tokens", "Models", "Outputs", "LimitRules", "RateLimits", "Rbac", "Refusals", "Routing", "Transformations", "Evaluation", "Explaining"];

    private static readonly string[] EvaluationFloors = [.. EvaluationRooms.Select(room => $"LlmPolicy.{room}")];

    private static readonly string[] Above = ["LlmPolicy.Resources", "LlmPolicy.Manifests", "LlmPolicy.Compilation", "LlmPolicy.Analysis"];

    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void No_type_of_evaluation_shows_a_resource()
    {
        var types = typeof(CompiledPolicy).Assembly.GetTypes().Where(t => EvaluationFloors.Contains(t.Namespace)).ToList();

        types.Count.ShouldBeGreaterThan(50);
        types.SelectMany(t => Shown(t).Select(shown => (Type: t, Shown: shown))).Where(x => Above.Contains(x.Shown.Namespace)).Select(x => $"{x.Type} shows {x.Shown}").ShouldBe([]);
    }

    [Fact]
    public void No_source_of_evaluation_names_a_resource()
    {
        string[] folders = [.. EvaluationRooms.Select(room => room.Replace('.', Path.DirectorySeparatorChar))];
        string[] forbidden = [.. Above.Select(a => $"using {a};"), .. Above, "Resources.", "Manifests.", "Compilation.", "Analysis."];

        var files = folders.SelectMany(f => Directory.GetFiles(Path.Combine(Core, f), "*.cs")).ToList();

        files.Count.ShouldBeGreaterThan(50);
        files.SelectMany(f => Code(f).Where(line => forbidden.Any(line.Contains)).Select(line => $"{Path.GetFileName(f)}: {line.Trim()}")).ShouldBe([]);
    }

    [Fact]
    public void No_room_leads_back_to_itself()
    {
        var uses = Rooms().ToDictionary(room => room, Uses);

        uses.Count.ShouldBeGreaterThan(15);
        uses.Keys.Where(room => Reached(room, uses).Contains(room)).Select(room => $"{room} -> {string.Join(", ", uses[room])}").ShouldBe([]);
    }

    [Fact]
    public void What_is_HTTP_JSON_or_RE2_knows_no_feature()
    {
        BaseRooms.SelectMany(room => Uses(room).Select(used => $"{room} -> {used}")).ShouldBe([]);
    }

    [Fact]
    public void Resources_know_nothing_of_how_they_are_compiled()
    {
        string[] forbidden = [.. EvaluationFloors.Append("LlmPolicy.Compilation").Append("LlmPolicy.Analysis").Select(floor => $"using {floor};")];

        Sources("Resources").Concat(Sources("Manifests"))
            .SelectMany(f => Code(f).Where(line => forbidden.Any(line.Contains)).Select(line => $"{Path.GetFileName(f)}: {line}"))
            .ShouldBe([]);
    }

    [Fact]
    public void What_compiles_a_policy_knows_nothing_of_its_analysis()
    {
        Sources("Compilation").SelectMany(f => Code(f).Where(line => line.Contains("Analysis", StringComparison.Ordinal)).Select(line => $"{Path.GetFileName(f)}: {line}"))
            .ShouldBe([]);
    }

    [Fact]
    public void Core_knows_no_web_framework()
    {
        string[] frameworks = ["Microsoft.AspNetCore", "Microsoft.Extensions", "Yarp"];

        typeof(CompiledPolicy).Assembly.GetReferencedAssemblies()
            .Where(a => frameworks.Any(f => a.Name!.StartsWith(f, StringComparison.Ordinal))).ShouldBe([]);
    }

    [Fact]
    public void Core_reads_no_clock_and_no_chance_and_no_file()
    {
        string[] forbidden =
        [
            "DateTime.UtcNow", "DateTime.Now", "DateTimeOffset.UtcNow", "DateTimeOffset.Now", "Random", "Stopwatch", "Environment.", "File.", "HttpClient", "Console.",
        ];

        Directory.GetFiles(Core, "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}"))
            .SelectMany(f => Code(f).Where(line => forbidden.Any(word => Names(line, word))).Select(line => $"{Path.GetFileName(f)}: {line.Trim()}"))
            .ShouldBe([]);
    }

    /// <summary>The folders with sources, as the namespaces below LlmPolicy.</summary>
    private static IEnumerable<string> Rooms() => Directory.GetDirectories(Core, "*", SearchOption.AllDirectories)
        .Where(folder => Directory.GetFiles(folder, "*.cs").Length > 0 && !IsBuilt(folder))
        .Select(folder => Path.GetRelativePath(Core, folder).Replace(Path.DirectorySeparatorChar, '.'));

    /// <summary>The rooms that a room names: one that is not needed would not build. What stands in the room around it needs no using.</summary>
    private static string[] Uses(string room)
    {
        string[] sources = [.. Sources(room.Replace('.', Path.DirectorySeparatorChar)).SelectMany(Code)];
        var named = sources.Where(line => line.StartsWith("using LlmPolicy.", StringComparison.Ordinal)).Select(line => line["using LlmPolicy.".Length..].TrimEnd(';'));
        int dot = room.LastIndexOf('.');
        var around = dot < 0 ? [] : TypesOf(room[..dot]).Where(type => sources.Any(line => Words(line).Contains(type))).Select(_ => room[..dot]);
        return [.. named.Concat(around).Distinct().Where(used => used != room)];
    }

    private static IEnumerable<string> TypesOf(string room) => typeof(CompiledPolicy).Assembly.GetTypes().Where(t => t.Namespace == $"LlmPolicy.{room}" && !t.IsNested).Select(t => t.Name);

    private static string[] Words(string line) => line.Split(line.Where(c => !char.IsAsciiLetterOrDigit(c)).Distinct().ToArray());

    private static HashSet<string> Reached(string room, Dictionary<string, string[]> uses)
    {
        HashSet<string> reached = [];
        Queue<string> next = new(uses[room]);
        while (next.TryDequeue(out string? used))
        {
            if (reached.Add(used) && uses.TryGetValue(used, out var more))
            {
                foreach (string each in more)
                {
                    next.Enqueue(each);
                }
            }
        }

        return reached;
    }

    private static bool IsBuilt(string folder) => Path.GetRelativePath(Core, folder).Split(Path.DirectorySeparatorChar)[0] is "obj" or "bin";

    private static string Core => Path.Combine(Repository.Root, "src", "LlmPolicy.Core");

    private static string[] Sources(string folder) => Directory.GetFiles(Path.Combine(Core, folder), "*.cs");

    private static IEnumerable<string> Code(string file) => File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal));

    /// <summary>Whether a line names something, and not something that only ends so.</summary>
    private static bool Names(string line, string word)
    {
        int at = line.IndexOf(word, StringComparison.Ordinal);
        return at >= 0 && (at == 0 || !char.IsAsciiLetterOrDigit(line[at - 1]) && line[at - 1] != '.');
    }

    private static IEnumerable<Type> Shown(Type type)
    {
        IEnumerable<Type> types =
        [
            .. type.GetFields(All).Select(f => f.FieldType),
            .. type.GetProperties(All).Select(p => p.PropertyType),
            .. type.GetMethods(All).SelectMany(m => m.GetParameters().Select(p => p.ParameterType).Append(m.ReturnType)),
            .. type.GetConstructors(All).SelectMany(c => c.GetParameters().Select(p => p.ParameterType)),
            .. type.GetInterfaces(),
        ];
        return types.Append(type.BaseType ?? typeof(object)).SelectMany(Parts);
    }

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!) : type.GetGenericArguments().SelectMany(Parts).Append(type);
}
