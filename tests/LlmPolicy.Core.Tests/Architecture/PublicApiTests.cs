using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace LlmPolicy.Tests;

/// <summary>What users see of Core.</summary>
public sealed partial class PublicApiTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Type[] PublicTypes = typeof(CompiledPolicy).Assembly.GetExportedTypes();

    private static readonly string Core = Path.Combine(Repository.Root, "src", "LlmPolicy.Core");

    [Fact]
    public void Every_public_type_is_in_the_one_namespace()
    {
        PublicTypes.ShouldAllBe(t => t.Namespace == "LlmPolicy");
    }

    [Fact]
    public void Public_classes_are_sealed_or_static_or_unions_that_nobody_else_can_add_to()
    {
        PublicTypes.Where(t => t.IsClass && !t.IsSealed && !(t.IsAbstract && t.GetConstructors(Declared | BindingFlags.NonPublic).All(c => c.IsFamilyAndAssembly))).ShouldBe([]);
    }

    [Fact]
    public void Every_public_member_is_documented()
    {
        var documented = Documentation()
            .Where(m => m.Element("summary") is { } summary && !string.IsNullOrWhiteSpace(summary.Value) || m.Element("inheritdoc") is not null)
            .Select(m => Name(m.Attribute("name")!.Value))
            .ToHashSet();

        documented.Count.ShouldBeGreaterThan(100);
        PublicTypes.SelectMany(Members).Where(m => !documented.Contains(m)).ShouldBe([]);
    }

    [Fact]
    public void Every_parameter_of_a_public_record_or_method_is_documented()
    {
        string[] lacking =
        [
            .. Documentation().Where(m => m.Element("inheritdoc") is null).SelectMany(m => Parameters(m.Attribute("name")!.Value).Where(p => m.Elements("param").All(e => e.Attribute("name")!.Value != p))
                .Select(p => $"{m.Attribute("name")!.Value}: {p}")),
        ];

        lacking.ShouldBe([]);
    }

    [Fact]
    public void A_file_holds_one_public_type_of_its_own_name()
    {
        foreach (string file in Directory.GetFiles(Core, "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}")))
        {
            string[] names = [.. PublicType().Matches(File.ReadAllText(file)).Select(m => m.Groups["name"].Value)];

            names.Length.ShouldBeLessThanOrEqualTo(1, file);
            names.ShouldAllBe(name => name == Path.GetFileNameWithoutExtension(file), file);
        }
    }

    [Fact]
    public void Files_are_neither_splinters_nor_rooms()
    {
        int[] lines = [.. Directory.GetFiles(Core, "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}")).Select(f => File.ReadLines(f).Count()).Order()];

        lines[lines.Length / 2].ShouldBeInRange(25, 70);
        lines[^1].ShouldBeLessThanOrEqualTo(330);
    }

    [Fact]
    public void No_public_member_shows_another_librarys_type()
    {
        PublicTypes.SelectMany(t => t.GetMethods(Declared)).SelectMany(m => m.GetParameters().Select(p => p.ParameterType).Append(m.ReturnType)).SelectMany(Parts)
            .Where(t => !t.IsGenericParameter && t.Assembly != typeof(CompiledPolicy).Assembly && !t.Namespace!.StartsWith("System", StringComparison.Ordinal))
            .ShouldBe([]);
    }

    [GeneratedRegex(@"^public (?:static |sealed |abstract |readonly |partial )*(?:class|record struct|record|struct|interface|enum) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex PublicType();

    [GeneratedRegex("{[^}]*}")]
    private static partial Regex TypeArguments();

    private static IEnumerable<XElement> Documentation() =>
        XDocument.Load(Path.ChangeExtension(typeof(CompiledPolicy).Assembly.Location, ".xml")).Descendants("member");

    /// <summary>A member's id without its parameters, and without how many types a generic method has.</summary>
    private static string Name(string id) => id.Split('(')[0].Split("``")[0];

    /// <summary>The parameters of a public record (by its type's id) or of a public method (by its own).</summary>
    private static IEnumerable<string> Parameters(string id)
    {
        if (PublicTypes.FirstOrDefault(t => id == $"T:{t.FullName}") is { } type)
        {
            return type.GetProperties(Declared).Where(p => IsPositional(type, p)).Select(p => p.Name);
        }

        // Overloads differ in how many parameters they have; commas between braces are a generic type's.
        int count = TypeArguments().Replace(id, "").Split(',').Length;
        return PublicTypes.SelectMany(t => t.GetMethods(Declared))
            .Where(m => !m.IsSpecialName && Name(id) == $"M:{m.DeclaringType!.FullName}.{m.Name}" && m.GetParameters().Length == count)
            .SelectMany(m => m.GetParameters()).Select(p => p.Name!);
    }

    /// <summary>A type and its members by their ids in the documentation file; what the compiler makes for records is left out.</summary>
    private static IEnumerable<string> Members(Type type)
    {
        bool isRecord = type.GetMethod("PrintMembers", BindingFlags.NonPublic | BindingFlags.Instance) is not null;
        yield return $"T:{type.FullName}";
        foreach (var property in type.GetProperties(Declared).Where(p => !IsPositional(type, p)))
        {
            yield return $"P:{type.FullName}.{property.Name}";
        }

        foreach (var field in type.GetFields(Declared).Where(f => !f.IsSpecialName))
        {
            yield return $"F:{type.FullName}.{field.Name}";
        }

        string[] made = ["Equals", "GetHashCode", "Deconstruct", "<Clone>$", "ToString"];
        foreach (var method in type.GetMethods(Declared).Where(m => !m.IsSpecialName && !(isRecord && made.Contains(m.Name))))
        {
            yield return $"M:{type.FullName}.{method.Name}";
        }
    }

    /// <summary>A record's positional property is documented as the parameter that it comes from.</summary>
    private static bool IsPositional(Type type, PropertyInfo property) =>
        type.GetConstructors().Any(c => c.GetParameters().Any(p => p.Name == property.Name && p.ParameterType == property.PropertyType));

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!) : type.GetGenericArguments().SelectMany(Parts).Append(type);
}
