// The parts of a presentation that are the same in all of them: relations, one master, one empty layout, a theme, and a
// master for the notes (ECMA-376, part 1, 13.3).
#include "ui/export/pptx_parts.hpp"

#include <string_view>

#include <fmt/format.h>

#include "ui/export/zip.hpp"

namespace ui {

namespace {

constexpr std::string_view head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
constexpr std::string_view spaces =
    "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" "
    "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" "
    "xmlns:p=\"http://schemas.openxmlformats.org/presentationml/2006/main\"";
constexpr std::string_view group =
    "<p:nvGrpSpPr><p:cNvPr id=\"1\" name=\"\"/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>";
constexpr std::string_view map =
    "<p:clrMap bg1=\"lt1\" tx1=\"dk1\" bg2=\"lt2\" tx2=\"dk2\" accent1=\"accent1\" "
    "accent2=\"accent2\" "
    "accent3=\"accent3\" accent4=\"accent4\" accent5=\"accent5\" accent6=\"accent6\" "
    "hlink=\"hlink\" "
    "folHlink=\"folHlink\"/>";

struct Relation {
    std::string_view type;
    std::string target;
};

std::string relations(const std::vector<Relation>& rows) {
    std::string out{head};
    out += "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
    int number = 0;
    for (const Relation& row : rows) {
        const std::string_view space =
            row.type == "metadata/core-properties"
                ? "http://schemas.openxmlformats.org/package/2006/relationships/"
                : "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
        out += fmt::format("<Relationship Id=\"rId{}\" Type=\"{}{}\" Target=\"{}\"/>", ++number,
                           space, row.type, row.target);
    }
    return out + "</Relationships>";
}

std::string content_types(std::size_t slides) {
    std::string out{head};
    out +=
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
        "<Default Extension=\"rels\" "
        "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
        "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
        "<Override PartName=\"/docProps/app.xml\" "
        "ContentType=\"application/vnd.openxmlformats-officedocument.extended-properties+xml\"/>";
    const auto part = [&](std::string_view name, std::string_view type) {
        out += fmt::format(
            "<Override PartName=\"/ppt/{}.xml\" "
            "ContentType=\"application/vnd.openxmlformats-officedocument.{}+xml\"/>",
            name, type);
    };
    part("presentation", "presentationml.presentation.main");
    part("slideMasters/slideMaster1", "presentationml.slideMaster");
    part("slideLayouts/slideLayout1", "presentationml.slideLayout");
    part("notesMasters/notesMaster1", "presentationml.notesMaster");
    part("theme/theme1", "theme");
    part("theme/theme2", "theme");
    for (std::size_t i = 1; i <= slides; ++i) {
        part(fmt::format("slides/slide{}", i), "presentationml.slide");
        part(fmt::format("notesSlides/notesSlide{}", i), "presentationml.notesSlide");
    }
    return out + "</Types>";
}

std::string theme() {
    std::string colours;
    const auto colour = [&](std::string_view name, std::string_view value) {
        colours += fmt::format("<a:{0}><a:srgbClr val=\"{1}\"/></a:{0}>", name, value);
    };
    colour("dk1", "1B1F24");
    colour("lt1", "FFFFFF");
    colour("dk2", "57606A");
    colour("lt2", "F5F7F9");
    colour("accent1", "0072B2");
    colour("accent2", "E69F00");
    colour("accent3", "17A67C");
    colour("accent4", "E2701E");
    colour("accent5", "CC79A7");
    colour("accent6", "56B4E9");
    colour("hlink", "0072B2");
    colour("folHlink", "CC79A7");
    constexpr std::string_view fonts =
        "<a:latin typeface=\"Inter\"/><a:ea typeface=\"\"/><a:cs typeface=\"\"/>";
    constexpr std::string_view fill = "<a:solidFill><a:schemeClr val=\"phClr\"/></a:solidFill>";
    constexpr std::string_view effect = "<a:effectStyle><a:effectLst/></a:effectStyle>";
    const std::string line = fmt::format("<a:ln w=\"9525\">{}</a:ln>", fill);
    return fmt::format(
        "{0}<a:theme xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" "
        "name=\"loopglass\"><a:themeElements>"
        "<a:clrScheme name=\"loopglass\">{1}</a:clrScheme><a:fontScheme "
        "name=\"loopglass\"><a:majorFont>{2}</a:majorFont>"
        "<a:minorFont>{2}</a:minorFont></a:fontScheme><a:fmtScheme "
        "name=\"loopglass\"><a:fillStyleLst>{3}{3}{3}</a:fillStyleLst>"
        "<a:lnStyleLst>{4}{4}{4}</a:lnStyleLst><a:effectStyleLst>{5}{5}{5}</"
        "a:effectStyleLst><a:bgFillStyleLst>{3}{3}{3}</a:bgFillStyleLst>"
        "</a:fmtScheme></a:themeElements></a:theme>",
        head, colours, fonts, fill, line, effect);
}

std::string slide(const SlideText& text) {
    return fmt::format(
        "{}<p:sld "
        "{}><p:cSld><p:spTree>{}\n{}</p:spTree></p:cSld><p:clrMapOvr><a:masterClrMapping/></"
        "p:clrMapOvr></p:sld>",
        head, spaces, group, text.shapes);
}

std::string notes(const SlideText& text) {
    return fmt::format(
        "{}<p:notes {}><p:cSld><p:spTree>{}<p:sp><p:nvSpPr><p:cNvPr id=\"2\" "
        "name=\"Notes\"/><p:cNvSpPr><a:spLocks noGrp=\"1\"/></p:cNvSpPr>"
        "<p:nvPr><p:ph type=\"body\" "
        "idx=\"1\"/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/"
        "><a:p><a:r><a:rPr lang=\"en-US\"/>"
        "<a:t>{}</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></"
        "p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:notes>",
        head, spaces, group, text.notes);
}

std::string presentation(std::size_t slides, SlideSize size) {
    std::string list;
    for (std::size_t i = 0; i < slides; ++i)
        list += fmt::format("<p:sldId id=\"{}\" r:id=\"rId{}\"/>", 256 + i, 4 + i);
    return fmt::format(
        "{}<p:presentation {}><p:sldMasterIdLst><p:sldMasterId id=\"2147483648\" "
        "r:id=\"rId1\"/></p:sldMasterIdLst>"
        "<p:notesMasterIdLst><p:notesMasterId "
        "r:id=\"rId2\"/></p:notesMasterIdLst><p:sldIdLst>{}</p:sldIdLst>"
        "<p:sldSz cx=\"{}\" cy=\"{}\"/><p:notesSz cx=\"6858000\" cy=\"9144000\"/></p:presentation>",
        head, spaces, list, size.width, size.height);
}

std::string master(std::string_view element, std::string_view rest) {
    return fmt::format(
        "{0}<p:{1} {2}><p:cSld><p:bg><p:bgPr><a:solidFill><a:schemeClr "
        "val=\"bg1\"/></a:solidFill><a:effectLst/></p:bgPr></p:bg>"
        "<p:spTree>{3}</p:spTree></p:cSld>{4}{5}</p:{1}>",
        head, element, spaces, group, map, rest);
}

std::string layout() {
    return fmt::format(
        "{}<p:sldLayout {} type=\"blank\"><p:cSld "
        "name=\"Blank\"><p:spTree>{}</p:spTree></p:cSld><p:clrMapOvr><a:masterClrMapping/></"
        "p:clrMapOvr></p:sldLayout>",
        head, spaces, group);
}

}  // namespace

std::string to_presentation(const std::vector<SlideText>& slides, SlideSize size) {
    std::vector<ZipEntry> files;
    const auto add = [&](std::string name, std::string bytes) {
        files.push_back({.name = std::move(name), .bytes = std::move(bytes)});
    };
    add("[Content_Types].xml", content_types(slides.size()));
    add("_rels/.rels", relations({{"officeDocument", "ppt/presentation.xml"},
                                  {"extended-properties", "docProps/app.xml"}}));
    add("docProps/app.xml",
        std::string{head} +
            "<Properties "
            "xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/"
            "extended-properties\"><Application>loopglass</Application></Properties>");
    std::vector<Relation> parts{{"slideMaster", "slideMasters/slideMaster1.xml"},
                                {"notesMaster", "notesMasters/notesMaster1.xml"},
                                {"theme", "theme/theme1.xml"}};
    for (std::size_t i = 1; i <= slides.size(); ++i)
        parts.push_back({"slide", fmt::format("slides/slide{}.xml", i)});
    add("ppt/presentation.xml", presentation(slides.size(), size));
    add("ppt/_rels/presentation.xml.rels", relations(parts));
    add("ppt/theme/theme1.xml", theme());
    add("ppt/theme/theme2.xml", theme());
    add("ppt/slideMasters/slideMaster1.xml",
        master("sldMaster",
               "<p:sldLayoutIdLst><p:sldLayoutId id=\"2147483649\" "
               "r:id=\"rId1\"/></p:sldLayoutIdLst>"));
    add("ppt/slideMasters/_rels/slideMaster1.xml.rels",
        relations({{"slideLayout", "../slideLayouts/slideLayout1.xml"},
                   {"theme", "../theme/theme1.xml"}}));
    add("ppt/slideLayouts/slideLayout1.xml", layout());
    add("ppt/slideLayouts/_rels/slideLayout1.xml.rels",
        relations({{"slideMaster", "../slideMasters/slideMaster1.xml"}}));
    add("ppt/notesMasters/notesMaster1.xml", master("notesMaster", ""));
    add("ppt/notesMasters/_rels/notesMaster1.xml.rels",
        relations({{"theme", "../theme/theme2.xml"}}));
    for (std::size_t i = 1; i <= slides.size(); ++i) {
        add(fmt::format("ppt/slides/slide{}.xml", i), slide(slides[i - 1]));
        add(fmt::format("ppt/slides/_rels/slide{}.xml.rels", i),
            relations({{"slideLayout", "../slideLayouts/slideLayout1.xml"},
                       {"notesSlide", fmt::format("../notesSlides/notesSlide{}.xml", i)}}));
        add(fmt::format("ppt/notesSlides/notesSlide{}.xml", i), notes(slides[i - 1]));
        add(fmt::format("ppt/notesSlides/_rels/notesSlide{}.xml.rels", i),
            relations({{"slide", fmt::format("../slides/slide{}.xml", i)},
                       {"notesMaster", "../notesMasters/notesMaster1.xml"}}));
    }
    return to_zip(files);
}

}  // namespace ui
