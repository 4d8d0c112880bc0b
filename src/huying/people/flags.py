"""What may make somebody need help sooner."""

from huying.kernel.words import Words

FLAGS: dict[str, Words] = {
    "lives_alone_elder": Words("独居老人", "Elderly, lives alone"),
    "elder": Words("高龄老人", "Very old"),
    "pregnant": Words("孕产妇", "Pregnant or just gave birth"),
    "infant": Words("婴幼儿", "Infant"),
    "child_alone": Words("无人照看的孩子", "Child without a carer"),
    "disabled": Words("残疾人", "Disabled"),
    "bedridden": Words("卧床、失能", "Bedridden"),
    "dementia": Words("失智", "Dementia"),
    "mental_illness": Words("精神障碍", "Mental illness"),
    "long_term_medication": Words("长期服药", "Takes medicine all the time"),
    "dialysis": Words("血液透析", "On dialysis"),
    "cancer": Words("肿瘤放化疗", "Cancer treatment"),
    "heart_brain": Words("心脑血管疾病", "Heart or brain vessel disease"),
    "allergy": Words("严重过敏", "Severe allergy"),
    "poor": Words("低保、特困", "On basic support"),
    "no_phone": Words("没有电话", "Has no phone"),
    "no_smartphone": Words("不用智能手机", "Has no smartphone"),
    "speaks_other": Words("听不懂普通话", "Does not understand Mandarin"),
}
